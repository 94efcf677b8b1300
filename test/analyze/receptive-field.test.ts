import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../engine/analyze/analysis.ts';
import { fieldSteps } from '../../engine/analyze/field-steps.ts';
import { mapOf } from '../../engine/layers/feature-map.ts';
import type { Size } from '../../engine/layers/layer.ts';
import { analyzed, type Drawn } from './drawn.ts';

/** Rows that an output sees, of the image's and of the padding around it. */
type Seen = ReadonlySet<number>;

/** By each node's path, what each row of its output sees: followed row by row through the windows. */
function followed({ nodes }: Analysis): ReadonlyMap<string, readonly Seen[]> {
  const seen = new Map<string, readonly Seen[]>();
  for (const { node, layer, site, type } of nodes) {
    const rows = (mapOf(type!) ?? { size: [1, 1] }).size[0];
    const inputs = (node.inputs['in'] ?? []).map((path) => seen.get(path!)!);
    const window = layer!.window(site!);
    const at = (rowsOf: readonly Seen[], o: number): readonly Seen[] => {
      if (rowsOf.length === 1 && rows > 1) return rowsOf;
      if (typeof window !== 'object') return [rowsOf[o]!];
      const taps = Array.from(
        { length: window.kernel[0] },
        (_, k) => o * window.stride[0] - window.padTopLeft[0] + k * window.dilation[0],
      );
      return taps.flatMap((row) => rowsOf[row] ?? []);
    };
    const union = (o: number): Seen => {
      const all = new Set<number>();
      for (const rowsOf of inputs) for (const some of at(rowsOf, o)) for (const row of some) all.add(row);
      return all;
    };
    const outputs = Array.from({ length: rows }, (_, o) => (inputs.length === 0 ? new Set([o]) : union(o)));
    seen.set(node.path, outputs);
  }
  return seen;
}

/** From the first row that is seen to the last, of the output that sees most. */
const most = (outputs: readonly Seen[]): number =>
  Math.max(...outputs.map((rows) => (rows.size === 0 ? 0 : Math.max(...rows) - Math.min(...rows) + 1)));

const image = (side: number): Drawn => ['input', 'input', { height: side, width: side, channels: 2 }];

/** Two ways to the same size: halved by a pool, or cut by a convolution without padding. */
const branches = (side: number): readonly Drawn[] => [
  image(side),
  ['pool', 'maxPool', { kernel: 2, stride: 2 }, 'input'],
  ['cut', 'conv2d', { filters: 2, kernel: side / 2 + 1, padding: 'valid' }, 'input'],
  ['sum', 'add', {}, 'pool', 'cut'],
];

describe('where branches of different stride meet', () => {
  test('outputs see no more than each of them does', () => {
    const analysis = analyzed(...branches(8), ['conv', 'conv2d', { filters: 2, kernel: 3, padding: 'valid' }]);
    // Output 0: rows 0 and 1, and 0 … 4. Behind the convolution: 0 … 5 and 0 … 6.
    expect(analysis.byPath.get('sum')!.receptiveField).toMatchObject({ size: [5, 5] });
    expect(analysis.byPath.get('conv')!.receptiveField).toMatchObject({ size: [7, 7], isMixed: true });
    expect(fieldSteps(analysis, 'conv').map(({ step }) => step)).toEqual(['window', 'join']);
  });

  test('a gate that is not the whole image is stretched over the map', () => {
    const analysis = analyzed(
      image(9),
      ['gate', 'conv2d', { filters: 2, kernel: 3, stride: 7, padding: 'valid' }, 'input'],
      ['map', 'multiply', {}, 'input', 'gate'],
    );
    // The last row sees itself, and rows 0 … 2.
    expect(analysis.byPath.get('map')!.receptiveField).toMatchObject({ size: [9, 9] });
  });
});

test.each([
  { kernel: 2, stride: 2, padding: 'same', dilation: 1 },
  { kernel: 3, stride: 2, padding: 1, dilation: 1 },
  { kernel: 4, stride: 2, padding: 1, dilation: 1 },
  { kernel: 5, stride: 3, padding: 'valid', dilation: 1 },
] as const)('behind a transposed convolution an output sees the inputs that reach it: %j', (params) => {
  const analysis = analyzed(
    image(24),
    ['down', 'conv2d', { filters: 2, kernel: 5, stride: 4, padding: 2 }],
    ['up', 'convTranspose2d', { filters: 2, ...params }],
    ['behind', 'conv2d', { filters: 2, kernel: 3, padding: 'valid' }, 'up'],
  );
  const { kernel, stride } = params;
  const pad = params.padding === 'same' || params.padding === 'valid' ? 0 : params.padding;
  const field = (path: string) =>
    analysis.byPath.get(path)!.receptiveField as { readonly size: Size; readonly jump: Size };
  // Inputs i with i·s − p ≤ o < i·s − p + k, of outputs away from the edges.
  const reached = [12, 13, 14].map(
    (o) => Array.from({ length: 24 }, (_, i) => i * stride - pad).filter((at) => at <= o && o < at + kernel).length,
  );
  expect(field('up').size[0]).toBe(5 + 4 * (Math.max(...reached) - 1));
  expect(field('up').jump[0]).toBeCloseTo(4 / stride, 12);
  expect(field('behind').size[0]).toBeGreaterThanOrEqual(field('up').size[0]);
});

test('fields are what a row by row walk finds', () => {
  const window = fc.record({
    kernel: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
  });
  const net = fc.tuple(
    fc.constantFrom(8, 12),
    fc.array(window, { minLength: 1, maxLength: 3 }),
    fc.array(window, { maxLength: 2 }),
  );
  let compared = 0;
  fc.assert(
    fc.property(net, ([side, behind, around]) => {
      const conv = (path: string, w: (typeof behind)[number], from: string): Drawn => [
        path,
        'conv2d',
        { filters: 2, ...w },
        from,
      ];
      const analysis = analyzed(
        ...branches(side),
        ...around.map((w, i) => conv(`around${i}`, { ...w, padding: 'same' }, i ? `around${i - 1}` : 'sum')),
        ['both', 'concat', {}, 'sum', around.length ? `around${around.length - 1}` : 'cut'],
        ...behind.map((w, i) => conv(`behind${i}`, w, i ? `behind${i - 1}` : 'both')),
      );
      if (analysis.nodes.some(({ type }) => type === null)) return;
      const seen = followed(analysis);
      for (const { node, receptiveField: field } of analysis.nodes) {
        if (field === null || field === 'whole' || !field.isMixed) continue;
        expect([node.path, field.size[0]]).toEqual([node.path, most(seen.get(node.path)!)]);
        compared++;
      }
    }),
    { numRuns: 200, seed: 3 },
  );
  expect(compared).toBeGreaterThan(300);
});

test('a field of one jump is as large as what some output sees, or the padding is a part of it', () => {
  const analysis = analyzed(
    image(16),
    ['a', 'conv2d', { filters: 2, kernel: 3, stride: 2, padding: 'torch' }],
    ['b', 'conv2d', { filters: 2, kernel: 3, dilation: 2, padding: 'same' }],
  );
  const size = (path: string): Size => (analysis.byPath.get(path)!.receptiveField as { readonly size: Size }).size;
  const seen = followed(analysis);
  expect([size('a')[0], size('b')[0]]).toEqual([most(seen.get('a')!), most(seen.get('b')!)]);
});
