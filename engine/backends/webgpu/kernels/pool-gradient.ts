import type { Four } from '../../../ops/shape/tensor.ts';
import type { PoolWindow } from '../../../ops/shape/window.ts';
import type { Launch, Storage } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { overRuns, planeIn, RUN, run, runElement, storeRun } from '../wgsl/planes.ts';
import { ceilDiv, factorOf, indented, scaled, shifted } from '../wgsl/text.ts';
import { type AveragedWindow, argmaxFormat, divisor } from '../wgsl/windows.ts';

/** What window `p`, `q` gives back to a run of the input, in WGSL. */
interface Share {
  /** Statements before all windows, before a row `p` of them, and before each. */
  readonly setup: readonly string[];
  readonly row: string;
  readonly window: string;
  /** f32, of its `dy`. */
  readonly share: (dy: string) => string;
  /** Which of the run get it, vec4<bool>. `run` is vec4<i32>(0, 1, 2, 3), `begin` where the window begins in it: before it, maybe. */
  readonly takers: string;
}

/** WGSL of the first window along an axis that holds an element `at`, and of the first that begins behind it. */
function holders(at: string, { kernel, stride, pads }: PoolWindow, axis: 0 | 1): readonly [first: string, end: string] {
  const over = (text: string): string => (stride[axis] === 1 ? text : `${factorOf(text)} / ${stride[axis]}`);
  const ahead = pads[axis] - kernel[axis] + stride[axis];
  // Not below 0, where a quotient would be rounded up.
  const first = ahead < 0 ? `max(${shifted(at, ahead)}, 0)` : shifted(at, ahead);
  return [over(first), `${over(shifted(at, pads[axis]))} + 1`];
}

/** A kernel over runs of the input, each of whose elements asks the windows that hold it, in order, so that no two threads write to one place. */
function giveBack(
  name: string,
  { dy, argmax, dx }: { readonly dy: Placed; readonly argmax?: Storage; readonly dx: Placed },
  [xDims, yDims]: readonly [Four, Four],
  a: PoolWindow,
  { setup, row, window, share, takers }: Share,
): Launch {
  const [, c] = xDims;
  const [, , oh, ow] = yDims;
  const [firstRow, endRow] = holders('row', a, 0);
  const [first] = holders('column', a, 1);
  const [, end] = holders(`column + ${RUN - 1}`, a, 1);
  const runs = overRuns(xDims);
  const body = [
    `let gradients = i32(${planeIn(c, dy)}) * ${oh * ow};`,
    ...setup,
    `let first = ${first};`,
    `let end = min(${end}, ${ow});`,
    run,
    'var sum = vec4<f32>();',
    `for (var p = ${firstRow}; p < min(${endRow}, ${oh}); p++) {`,
    `  ${row}`,
    '  for (var q = first; q < end; q++) {',
    `    ${window}`,
    `    let begin = ${shifted(`${scaled('q', a.stride[1])} - column`, -a.pads[1])};`,
    `    let share = ${share(`dy[gradients + p * ${ow} + q]`)};`,
    `    sum += select(vec4<f32>(), vec4<f32>(share), ${takers});`,
    '  }',
    '}',
    ...storeRun('dx', planeIn(c, dx), xDims, 'sum'),
  ];
  return launch({
    name: `${name}/run a thread`,
    declarations: [
      reads('dy', dy.storage),
      ...(argmax ? [reads('argmax', argmax, 'u32')] : []),
      writes('dx', dx.storage, runElement('f32', xDims)),
    ],
    entry: runs,
    body: indented(1, body),
  });
}

/** Each window gives its dy to its largest element. */
export function maxPoolGradientKernel(
  argmax: Storage,
  dy: Placed,
  dx: Placed,
  dims: readonly [Four, Four],
  a: PoolWindow,
): Launch {
  const [, [, , oh, ow]] = dims;
  const { bits, perWord } = argmaxFormat(a);
  const words = ceilDiv(ow, perWord);
  const place =
    perWord === 1
      ? `argmax[words + p * ${words} + q]`
      : `(argmax[words + p * ${words} + q / 4] >> (u32(q) % 4u * 8u)) & 255u`;
  return giveBack('maxPoolGradient', { dy, argmax, dx }, dims, a, {
    setup: [`let words = i32(plane) * ${oh * words};`],
    row: `let tapRow = u32(${shifted('row', a.pads[0])} - ${scaled('p', a.stride[0])});`,
    window: `let place = ${place};`,
    share: (own) => `select(0.0, ${own}, place >> ${bits}u == tapRow)`,
    takers: `run == vec4<i32>(begin + i32(place & ${2 ** bits - 1}u))`,
  });
}

/** Each window gives equal shares to its elements. */
export function averagePoolGradientKernel(
  dy: Placed,
  dx: Placed,
  dims: readonly [Four, Four],
  a: AveragedWindow,
): Launch {
  return giveBack('averagePoolGradient', { dy, dx }, dims, a, {
    setup: [],
    row: `let startY = ${shifted(scaled('p', a.stride[0]), -a.pads[0])};`,
    window: `let startX = ${shifted(scaled('q', a.stride[1]), -a.pads[1])};`,
    share: (own) => `${own} / ${divisor(a, dims, 'startY', 'startX', 1)}`,
    takers: `(run >= vec4<i32>(begin)) & (run < vec4<i32>(begin + ${a.kernel[1]}))`,
  });
}
