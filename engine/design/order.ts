/**
 * Orders ids so that sources come before sinks wherever there is no cycle, otherwise as near to the given order as that
 * allows: depth first along the sources, with a stack of its own since a chain may be as long as a design. `cyclic`
 * tells whether any wire runs backwards.
 */
export function sourcesFirst(
  ids: readonly string[],
  sourcesOf: (id: string) => readonly string[],
): { readonly order: readonly string[]; readonly cyclic: boolean } {
  const known = new Set(ids);
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  let cyclic = false;
  for (const root of ids) {
    if (state.has(root)) continue;
    const stack = [{ id: root, sources: sourcesOf(root), next: 0 }];
    state.set(root, 'open');
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const source = top.sources[top.next++];
      if (source === undefined) {
        state.set(top.id, 'done');
        order.push(top.id);
        stack.pop();
      } else if (known.has(source)) {
        const seen = state.get(source);
        if (seen === 'open') cyclic = true;
        if (seen !== undefined) continue;
        state.set(source, 'open');
        stack.push({ id: source, sources: sourcesOf(source), next: 0 });
      }
    }
  }
  return { order, cyclic };
}
