import { expect, test } from 'vitest';
import { stepsOf } from '../../../renderer/scene/steps.ts';
import { drawn, templateOf } from './scene-of.ts';

test.each([false, true])(
  'a presentation goes along the flow, through a block that is open before what lies behind it, flip %s',
  (flip) => {
    const { scene } = drawn(templateOf('googlenet'), { flip, expanded: new Set(['inception3a']) });
    const ids = stepsOf(scene).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set(scene.nodes.map(({ id }) => id)));
    expect(ids[0]).toBe('input');
    const at = ids.indexOf('inception3a');
    const inside = ids.filter((id) => id.startsWith('inception3a/'));
    expect(inside.length).toBeGreaterThan(6);
    expect(ids.slice(at + 1, at + 1 + inside.length)).toEqual(inside);
    expect(ids[at + 1 + inside.length]).toBe('inception3b');
    // No node comes before one that feeds it.
    const wrong = scene.wires.filter(
      ({ from, to, fixed }) => !fixed && !from.startsWith('inception3a') && ids.indexOf(from) > ids.indexOf(to),
    );
    expect(wrong).toEqual([]);
  },
);
