import type { Four } from '../../../ops/shape/tensor.ts';
import type { PoolWindow } from '../../../ops/shape/window.ts';
import type { Launch, Storage } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import { type Bound, launch, reads, writes } from '../wgsl/launch.ts';
import { overRuns, planeIn, RUN, runElement, storeRun } from '../wgsl/planes.ts';
import { ceilDiv, indented, range, scaled, shifted } from '../wgsl/text.ts';
import { type ArgmaxFormat, type AveragedWindow, argmaxFormat, divisor, reachesOut } from '../wgsl/windows.ts';

/** What becomes of the elements of a run of windows, in WGSL. */
interface Fold {
  /** Takes the place of an element that is not there. */
  readonly beyond: string;
  readonly variables: readonly string[];
  /** Before each row `r` of the windows. */
  readonly row?: readonly string[];
  /** Takes one element of each window, a vec4<f32>, those of the windows' column `s`. */
  readonly tap: (elements: string, s: string) => readonly string[];
  readonly after?: readonly string[];
}

/** Where results go. */
interface Output {
  readonly buffer: Bound;
  readonly store: readonly string[];
}

/** Columns of a kernel up to which a row of it stands in the text, so that windows side by side share what they load. */
const MOST_UNROLLED = 16;

const LOWEST = '-3.4028234663852886e38f';

const largest: Fold = {
  beyond: LOWEST,
  variables: [`var best = vec4<f32>(${LOWEST});`],
  tap: (elements) => [`best = max(best, ${elements});`],
};

/** Also which it is; of equal ones the first, row by row. */
const firstLargest = ({ bits }: ArgmaxFormat): Fold => ({
  ...largest,
  variables: [...largest.variables, 'var at = vec4<u32>();'],
  row: [`let tapRow = u32(r - startY) << ${bits}u;`],
  tap: (elements, s) => [`at = select(at, vec4<u32>(tapRow + ${s}), ${elements} > best);`, ...largest.tap(elements, s)],
});

/** Where the windows of a run begin, from the first's beginning on. */
const startsOf = ({ stride }: PoolWindow): readonly number[] => range(RUN).map((j) => j * stride[1]);

/** A kernel over runs of outputs. Windows lie side by side there: each element of their rows is loaded once. */
function foldWindows(
  name: string,
  x: Placed,
  [xDims, yDims]: readonly [Four, Four],
  a: PoolWindow,
  fold: Fold,
  outputs: readonly Output[],
): Launch {
  const [, c, h, w] = xDims;
  const [, , oh, ow] = yDims;
  const [[kernelRows, kernel], stride] = [a.kernel, a.stride[1]];
  const hasEdges = reachesOut(a, 1, w, ceilDiv(ow, RUN) * RUN);
  const element = (i: number, s?: string): string => {
    const [at, column] = ['start', 'startX'].map((begin) => shifted(s ? `${begin} + ${s}` : begin, i));
    return hasEdges ? `element(${at}, ${column})` : `x[${at}]`;
  };
  const starts = startsOf(a);
  const columns = [...new Set(range(kernel).flatMap((s) => starts.map((i) => i + s)))].sort((i, j) => i - j);
  const unrolled = (): readonly string[] => [
    ...columns.map((i) => `let x${i} = ${element(i)};`),
    ...range(kernel).flatMap((s) => {
      const elements = starts.map((i) => `x${i + s}`);
      return [`let tap${s} = vec4<f32>(${elements.join(', ')});`].concat(fold.tap(`tap${s}`, `${s}u`));
    }),
  ];
  const looped = (): readonly string[] => [
    `for (var s = 0; s < ${kernel}; s++) {`,
    `  let tap = vec4<f32>(${starts.map((i) => element(i, 's')).join(', ')});`,
    ...fold.tap('tap', 'u32(s)').map((line) => `  ${line}`),
    '}',
  ];
  const [top, bottom] = reachesOut(a, 0, h, oh)
    ? ['max(startY, 0)', `min(startY + ${kernelRows}, ${h})`]
    : ['startY', `startY + ${kernelRows}`];
  const runs = overRuns(yDims);
  const row = [
    `let start = base + r * ${w};`,
    ...(fold.row ?? []),
    ...(kernel <= MOST_UNROLLED ? unrolled() : looped()),
  ];
  const body = [
    `let startY = ${shifted(scaled('row', a.stride[0]), -a.pads[0])};`,
    `let startX = ${shifted(scaled('column', stride), -a.pads[1])};`,
    `let base = i32(${planeIn(c, x)}) * ${h * w} + startX;`,
    ...fold.variables,
    `for (var r = ${top}; r < ${bottom}; r++) {`,
    ...row.map((line) => `  ${line}`),
    '}',
    ...(fold.after ?? []),
    ...outputs.flatMap(({ store }) => store),
  ];
  const edge = `fn element(at: i32, column: i32) -> f32 {
  let inside = u32(column) < ${w}u;
  return select(${fold.beyond}, x[select(0, at, inside)], inside);
}`;
  return launch({
    name: `${name}/run a thread`,
    declarations: [
      reads('x', x.storage),
      ...outputs.map(({ buffer }) => buffer),
      ...(hasEdges ? [{ kind: 'helper', name: 'element', text: edge } as const] : []),
    ],
    entry: runs,
    body: indented(1, body),
  });
}

const result = (y: Placed, yDims: Four, value: string): Output => ({
  buffer: writes('y', y.storage, runElement('f32', yDims)),
  store: storeRun('y', planeIn(yDims[1], y), yDims, value),
});

export function maxPoolKernel(x: Placed, y: Placed, dims: readonly [Four, Four], a: PoolWindow): Launch {
  return foldWindows('maxPool', x, dims, a, largest, [result(y, dims[1], 'best')]);
}

/** Also leaves in `argmax` which element of its window each result is. */
export function maxPoolArgmaxKernel(
  x: Placed,
  y: Placed,
  argmax: Storage,
  dims: readonly [Four, Four],
  a: PoolWindow,
): Launch {
  const [, yDims] = dims;
  const format = argmaxFormat(a);
  const places =
    format.perWord === RUN
      ? { element: 'u32', store: ['argmax[id.x] = at.x | (at.y << 8u) | (at.z << 16u) | (at.w << 24u);'] }
      : { element: runElement('u32', yDims), store: storeRun('argmax', 'plane', yDims, 'at') };
  return foldWindows('maxPoolArgmax', x, dims, a, firstLargest(format), [
    result(y, yDims, 'best'),
    { buffer: writes('argmax', argmax, places.element), store: places.store },
  ]);
}

export function averagePoolKernel(x: Placed, y: Placed, dims: readonly [Four, Four], a: AveragedWindow): Launch {
  const sum: Fold = {
    beyond: '0.0',
    variables: ['var sum = vec4<f32>();'],
    tap: (elements) => [`sum += ${elements};`],
    after: [
      `let starts = startX + vec4<i32>(${startsOf(a).join(', ')});`,
      `let mean = sum / ${divisor(a, dims, 'startY', 'starts', RUN)};`,
    ],
  };
  return foldWindows('averagePool', x, dims, a, sum, [result(y, dims[1], 'mean')]);
}
