import { expect, test } from 'vitest';
import { contains, intersects } from '../../../renderer/scene/bounds.ts';
import { cornered, inColumns } from '../../../renderer/scene/columns.ts';
import { drawn, overlaps, templateOf } from './scene-of.ts';

const slide = { width: 1920, height: 1080 };
const paper = { width: 84 * (96 / 25.4), height: 225 * (96 / 25.4) };

test.each([
  ['googlenet', slide, false],
  ['googlenet', slide, true],
  ['googlenet', paper, false],
  ['resnet50', slide, false],
  ['course_residual', slide, false],
] as const)(
  '%s in columns for a box: nothing lies on anything, every wire begins and ends where it did',
  (name, box, flip) => {
    const { scene } = drawn(templateOf(name), { flip });
    const placed = inColumns({ ...scene, marks: [] }, box);
    expect(overlaps({ ...scene, nodes: placed.nodes })).toEqual([]);
    expect(placed.wires.length + placed.links.length).toBe(scene.wires.length);
    for (const node of placed.nodes) expect(contains(placed.bounds, node)).toBe(true);
    const byId = new Map(placed.nodes.map((node) => [node.id, node]));
    for (const { wire, corners } of placed.links) {
      const [from, to] = [byId.get(wire.from)!, byId.get(wire.to)!];
      const [[x0, y0], [x1, y1]] = [corners[0]!, corners.at(-1)!];
      const ends = flip ? [x0, x1, from.x + from.width, to.x] : [y0, y1, from.y + from.height, to.y];
      expect(ends.slice(0, 2)).toEqual(ends.slice(2));
      // Between the cards: no straight part crosses one.
      for (const [i, [x, y]] of corners.entries()) {
        const [a, b] = corners[i + 1] ?? [x, y];
        const part = {
          x: Math.min(x, a) - 1,
          y: Math.min(y, b) - 1,
          width: Math.abs(a - x) + 2,
          height: Math.abs(b - y) + 2,
        };
        const crossed = placed.nodes.filter((node) => node !== from && node !== to && intersects(node, part));
        expect(crossed.map(({ id }) => id)).toEqual([]);
      }
    }
  },
);

test('a long network fills a slide: its text is larger there than in one column, by half and more', () => {
  const { scene } = drawn(templateOf('googlenet'));
  const { bounds } = inColumns({ ...scene, marks: [] }, slide);
  const scale = (width: number, height: number): number => Math.min(slide.width / width, slide.height / height);
  expect(scale(bounds.width, bounds.height)).toBeGreaterThan(2 * scale(scene.bounds.width, scene.bounds.height));
  // What is wide already stays as it stands.
  const small = drawn(templateOf('course_residual')).scene;
  const tall = inColumns({ ...small, marks: [] }, { width: 1, height: 1e9 });
  expect(tall.links).toEqual([]);
  expect(tall.nodes.map(({ x, y }) => [x, y])).toEqual(small.nodes.map(({ x, y }) => [x, y]));
});

test('a line is rounded at its corners, not more than half of the way between them', () => {
  expect(
    cornered(
      [
        [0, 0],
        [0, 100],
        [100, 100],
      ],
      9,
    ),
  ).toBe('M0 0L0 91Q0 100 9 100L100 100');
  expect(
    cornered(
      [
        [0, 0],
        [0, 10],
        [100, 10],
      ],
      9,
    ),
  ).toBe('M0 0L0 5Q0 10 9 10L100 10');
});
