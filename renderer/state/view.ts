import { DETACHED } from '../../engine/design/locate.ts';
import { change, get } from './store.ts';

/** Opens a block in place, so that what is inside stands on the same canvas. */
export function openInPlace(id: string): void {
  change({ expanded: new Set([...get().expanded, id]), selection: new Set([id]) });
}

export function closeInPlace(id: string): void {
  const { expanded } = get();
  change({
    expanded: new Set([...expanded].filter((path) => path !== id && !path.startsWith(`${id}/`))),
    selection: new Set([id]),
  });
}

/** Shows the inside of a block instance alone; of a repeat, its first iteration. */
export function stepInside(id: string): void {
  const { model, scene } = get();
  const node = scene.byId.get(id);
  if (!node) return;
  const path = node.node.repeat !== undefined && node.index === null ? `${id}/0` : id;
  if (model.drawing.placeAt(path) === null) return;
  change({ scope: path, selection: new Set() });
}

/** Back out, with the block that was stepped into selected. */
export function stepTo(scope: string): void {
  const { scope: from } = get();
  if (from === scope) return;
  const rest = from.slice(scope === '' ? 0 : scope.length + 1);
  const [first, second] = rest.split('/');
  const inside = `${scope === '' ? '' : `${scope}/`}${first}`;
  change({ scope, selection: new Set() });
  const { byId } = get().scene;
  // One of its iterations where they stand open.
  const left = [`${inside}/${second ?? ''}`, inside].find((id) => byId.has(id));
  if (left !== undefined) select([left]);
}

export function select(ids: Iterable<string>): void {
  change({ selection: new Set(ids), wire: null });
}

/** Opens whatever hides a path, and selects the node that is nearest to it. Returns its id. */
export function reveal(path: string): string | null {
  const { model, scope } = get();
  const steps = path.split('/');
  if (scope !== '' && !path.startsWith(`${scope}/`)) change({ scope: path.startsWith(DETACHED) ? steps[0]! : '' });
  const { scope: now, expanded } = get();
  const open = new Set(expanded);
  const start = now === '' ? 0 : now.split('/').length;
  for (let end = start + 1; end < steps.length; end++) open.add(steps.slice(0, end).join('/'));
  change({ expanded: open });
  const { scene } = get();
  for (let end = steps.length; end > start; end--) {
    const id = steps.slice(0, end).join('/');
    if (scene.byId.has(id)) {
      select([id]);
      return id;
    }
  }
  return model.drawing.placeAt(now) ? null : null;
}
