import { expect, test } from 'vitest';
import { closedPositions, scopePlace } from '../../../renderer/state/gestures.ts';
import { change, get, show } from '../../../renderer/state/store.ts';
import { templateOf } from '../scene/scene-of.ts';

test.each(['down', 'right'] as const)(
  'positions that are kept of a drawing going %s are those that are seen',
  (direction) => {
    change({ settings: { ...get().settings, direction } });
    // Auxiliary heads stand beside the trunk, which is not in the middle then.
    show(templateOf('googlenet'), { id: 'a', path: null, name: 'a.loom.json', revision: null });
    const kept = closedPositions(scopePlace());
    expect(get().scene.nodes.length).toBeGreaterThan(20);
    for (const { id, x, y } of get().scene.nodes) expect([id, ...kept[id]!]).toEqual([id, x, y]);
  },
);
