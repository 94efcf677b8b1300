import { ProblemError, problem } from '../../base/diagnostics.ts';
import { type ForeignNode, nodeName } from '../foreign.ts';

/**
 * The nodes that lead to an output, each behind those that make its inputs; files may list them in any order. Throws a
 * ProblemError for a circle.
 */
export function inOrder(nodes: readonly ForeignNode[], outputs: readonly string[]): readonly ForeignNode[] {
  const maker = new Map<string, ForeignNode>();
  for (const node of nodes) for (const output of node.outputs) if (output !== '') maker.set(output, node);
  const ordered: ForeignNode[] = [];
  const state = new Map<ForeignNode, 'open' | 'done'>();
  // Depth first with a stack of its own: networks are deeper than JavaScript's.
  const stack: { readonly node: ForeignNode; next: number }[] = [];
  const enter = (name: string): void => {
    const node = maker.get(name);
    if (!node || state.get(node) === 'done') return;
    if (state.has(node)) throw new ProblemError([problem('import.circle', nodeName(node), { node: nodeName(node) })]);
    state.set(node, 'open');
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input !== undefined) {
        enter(input);
        continue;
      }
      state.set(top.node, 'done');
      ordered.push(top.node);
      stack.pop();
    }
  }
  return ordered;
}
