import { type PoolWindow, windowCount } from '../../../engine/ops/shape/window.ts';
import type { CaseInput, OpCase } from '../cases.ts';
import { derived, normal, of, spread, values } from './make.ts';

interface Shape extends Partial<PoolWindow> {
  readonly name: string;
  readonly x: readonly [number, number, number, number];
}

const shapes: readonly Shape[] = [
  { name: '2×2 stride 2', x: [2, 3, 6, 4] },
  { name: '2×2 stride 2, odd input', x: [2, 3, 7, 5] },
  { name: '2×2 stride 2, odd input, ceil', x: [2, 3, 7, 5], ceil: true },
  { name: '3×3 stride 1 same', x: [1, 5, 7, 5], kernel: [3, 3], stride: [1, 1], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2 padded', x: [2, 3, 9, 8], kernel: [3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 2 ceil', x: [1, 3, 8, 6], kernel: [3, 3], ceil: true },
  { name: '3×3 stride 2 ceil padded', x: [1, 3, 8, 7], kernel: [3, 3], pads: [1, 1, 1, 1], ceil: true },
  { name: 'same upper: pads at the end', x: [1, 2, 8, 6], kernel: [3, 3], pads: [0, 0, 1, 1] },
  { name: 'asymmetric, unequal strides', x: [2, 2, 7, 9], kernel: [3, 2], stride: [2, 3], pads: [1, 0, 2, 1] },
  {
    name: 'stride beyond the kernel, ceil drops the last window',
    x: [1, 2, 7, 8],
    kernel: [2, 2],
    stride: [3, 3],
    ceil: true,
  },
  { name: '1×1 stride 2', x: [1, 3, 7, 5], kernel: [1, 1] },
  { name: 'whole input', x: [2, 3, 5, 4], kernel: [5, 4], stride: [1, 1] },
  { name: '3×3 stride 2 padded, several runs of four', x: [2, 2, 6, 24], kernel: [3, 3], pads: [1, 1, 1, 1] },
  { name: '3×3 stride 1 same, a run and a half', x: [1, 3, 4, 6], kernel: [3, 3], stride: [1, 1], pads: [1, 1, 1, 1] },
  { name: '5×5 stride 3 padded', x: [1, 2, 11, 17], kernel: [5, 5], stride: [3, 3], pads: [2, 2, 2, 2] },
  { name: '3×3 stride 3, pads before alone', x: [1, 2, 9, 9], kernel: [3, 3], stride: [3, 3], pads: [1, 1, 0, 0] },
  { name: '2×7 stride 1 × 5', x: [1, 2, 5, 29], kernel: [2, 7], stride: [1, 5], pads: [0, 3, 0, 3] },
  { name: '2×2 stride 1, many planes', x: [4, 8, 9, 9], stride: [1, 1] },
  { name: '17×19, more than four bits count', x: [1, 2, 20, 23], kernel: [17, 19], stride: [2, 1], pads: [8, 9, 8, 9] },
];

/** Its window, and the dims of what it gives. */
function windowOf({ x, kernel = [2, 2], stride = [2, 2], pads = [0, 0, 0, 0], ceil = false }: Shape) {
  const along = (axis: 0 | 1): number =>
    windowCount(x[axis + 2]!, kernel[axis], stride[axis], 1, pads[axis], pads[axis + 2]!, ceil);
  const window: PoolWindow = { kernel, stride, pads, ceil };
  return { window, y: [x[0], x[1], along(0), along(1)] as const };
}

/** Of zeros and ones: most windows have several of their largest. */
function tied(shape: Shape, i: number): OpCase {
  const { window, y } = windowOf(shape);
  const x: CaseInput = { dtype: 'f32', dims: shape.x, source: { kind: 'whole', below: 2 } };
  return of(
    'maxPoolGradient',
    `ties, ${shape.name}`,
    4410 + i,
    window,
    x,
    derived('maxPool', [0], 0, ...y),
    normal(...y),
  );
}

function casesOf(shape: Shape, i: number): readonly OpCase[] {
  const { name, x } = shape;
  const { window, y } = windowOf(shape);
  const averaging = (countIncludePad: boolean): readonly OpCase[] => {
    const counted = countIncludePad ? `${name}, pads count` : name;
    return [
      of('averagePool', counted, 4200 + i, { ...window, countIncludePad }, normal(...x)),
      of('averagePoolGradient', counted, 4300 + i, { ...window, countIncludePad, inputDims: x }, normal(...y)),
    ];
  };
  return [
    of('maxPool', name, 4000 + i, window, spread(...x)),
    of('maxPoolGradient', name, 4100 + i, window, spread(...x), derived('maxPool', [0], 0, ...y), normal(...y)),
    ...averaging(false),
    ...averaging(true),
  ];
}

export const poolCases: readonly OpCase[] = [
  ...shapes.flatMap(casesOf),
  of(
    'maxPoolGradient',
    'ties: the first in the window wins',
    4400,
    { kernel: [2, 2], stride: [1, 1], pads: [0, 0, 0, 0], ceil: false },
    values('f32', [1, 1, 3, 3], 0, 0, 0, 0, 1, 1, 0, 1, 1),
    derived('maxPool', [0], 0, 1, 1, 2, 2),
    values('f32', [1, 1, 2, 2], 1, 10, 100, 1000),
  ),
  ...shapes.filter(({ pads }) => pads).map(tied),
  of(
    'maxPool',
    'all negative, padded',
    4401,
    { kernel: [3, 3], stride: [2, 2], pads: [1, 1, 1, 1], ceil: false },
    values('f32', [1, 1, 3, 3], -9, -8, -7, -6, -5, -4, -3, -2, -1),
  ),
  of('globalAveragePool', 'odd map', 4402, {}, normal(2, 5, 7, 3)),
  of('globalAveragePool', 'one pixel, batch 1', 4403, {}, normal(1, 3, 1, 1)),
];
