import type { PoolWindow } from '../../../ops/shape/window.ts';
import type { Storage } from '../program.ts';
import type { Channels } from './gathering.ts';
import { entry } from './grid.ts';
import type { Launch } from './map.ts';
import { ceilDiv, declare, float, plus } from './wgsl.ts';

type Four = readonly [number, number, number, number];

/** Channels of a bound tensor. */
interface Place extends Channels {
  readonly storage: Storage;
}

const THREADS = 64;

/** Of `plane`, image · channels + channel, its number among the channels of a larger tensor. */
function planeIn(channels: number, { first, all }: Channels): string {
  if (all === channels && first === 0) return 'plane';
  return `(${plus(all === channels ? 'plane' : `plane / ${channels}u * ${all}u + plane % ${channels}u`, first)})`;
}

/** Of an image, the first of its channels there. */
const imageIn = (channels: number, { first, all }: Channels): string => plus(`plane / ${channels}u * ${all}u`, first);

/** Start and end of a thread that handles one element of a [N, C, rows, columns] tensor: `plane`, `row`, `column`. */
function elementWise(planes: number, rows: number, columns: number, declarations: string, body: string) {
  const size = rows * columns;
  const { head, workgroups } = entry([THREADS], [ceilDiv(size, THREADS), planes, 1], ['id']);
  const code = `${declarations}
${head}  let plane = id.y;
  if (id.x >= ${size}u) { return; }
  let row = i32(id.x / ${columns}u);
  let column = i32(id.x % ${columns}u);
${body}
}
`;
  return { code, workgroups };
}

/** Rows top ≤ y < bottom and columns left ≤ x < right of the window at `row`, `column` of the output. */
function windowBounds(
  { kernel, stride, pads }: PoolWindow,
  h: number,
  w: number,
  row = 'row',
  column = 'column',
): string {
  return `  let startY = ${row} * ${stride[0]} - ${pads[0]};
  let startX = ${column} * ${stride[1]} - ${pads[1]};
  let top = max(startY, 0);
  let bottom = min(startY + ${kernel[0]}, ${h});
  let left = max(startX, 0);
  let right = min(startX + ${kernel[1]}, ${w});`;
}

/** One number an output: `start`, taken further by `step` over the elements of its window, ended by `end`. WGSL over `value` and `element`. */
interface Fold {
  readonly start: string;
  readonly step: string;
  readonly end: string;
}

function foldWindows(
  name: string,
  x: Place,
  y: Place,
  [n, c, h, w]: Four,
  [, , oh, ow]: Four,
  a: PoolWindow,
  { start, step, end }: Fold,
): Launch {
  const declarations = declare(0, 'x', 'read', 'f32') + declare(1, 'y', 'read_write', 'f32');
  const { code, workgroups } = elementWise(
    n * c,
    oh,
    ow,
    declarations,
    `${windowBounds(a, h, w)}
  let base = i32(${planeIn(c, x)}) * ${h * w};
  var value = ${start};
  for (var r = top; r < bottom; r++) {
    for (var s = left; s < right; s++) { value = ${step.replace('element', `x[base + r * ${w} + s]`)}; }
  }
  y[${planeIn(c, y)} * ${oh * ow}u + id.x] = ${end};`,
  );
  return made(name, code, [x], y, workgroups);
}

export function maxPoolKernel(x: Place, y: Place, xDims: Four, yDims: Four, a: PoolWindow): Launch {
  const fold = { start: '-3.4028234663852886e38f', step: 'max(value, element)', end: 'value' };
  return foldWindows('maxPool', x, y, xDims, yDims, a, fold);
}

/** The windows of the output that hold element `row` (or `column`) of the input, as loop bounds. */
function holders(axis: 0 | 1, at: string, a: PoolWindow, count: number): readonly [from: string, to: string] {
  const [kernel, stride, pad] = [a.kernel[axis], a.stride[axis], a.pads[axis]];
  // first window: the least o with o · stride − pad + kernel > at
  const from = `max((${at} + ${pad - kernel + stride}) / ${stride} * i32(${at} + ${pad} >= ${kernel}), 0)`;
  return [from, `min((${at} + ${pad}) / ${stride} + 1, ${count})`];
}

/** Each element asks the windows that hold it whether it is their first largest, and takes their dy: no two threads write to one place. */
export function maxPoolGradientKernel(
  x: Place,
  y: Place,
  dy: Place,
  dx: Place,
  xDims: Four,
  yDims: Four,
  a: PoolWindow,
): Launch {
  const [n, c, h, w] = xDims;
  const [, , oh, ow] = yDims;
  const declarations =
    declare(0, 'x', 'read', 'f32') +
    declare(1, 'y', 'read', 'f32') +
    declare(2, 'dy', 'read', 'f32') +
    declare(3, 'dx', 'read_write', 'f32');
  const [fromY, toY] = holders(0, 'row', a, oh);
  const [fromX, toX] = holders(1, 'column', a, ow);
  const { code, workgroups } = elementWise(
    n * c,
    h,
    w,
    declarations,
    `  let base = i32(${planeIn(c, x)}) * ${h * w};
  let outputs = i32(${planeIn(c, y)}) * ${oh * ow};
  let gradients = i32(${planeIn(c, dy)}) * ${oh * ow};
  let own = x[base + row * ${w} + column];
  var sum = 0.0;
  for (var p = ${fromY}; p < ${toY}; p++) {
    for (var q = ${fromX}; q < ${toX}; q++) {
      if (own != y[outputs + p * ${ow} + q]) { continue; }
    ${windowBounds(a, h, w, 'p', 'q').replaceAll('\n', '\n    ')}
      var first = true;
      for (var r = top; r <= row && first; r++) {
        for (var s = left; s < right && (r < row || s < column); s++) {
          if (x[base + r * ${w} + s] == own) { first = false; break; }
        }
      }
      if (first) { sum += dy[gradients + p * ${ow} + q]; }
    }
  }
  dx[${planeIn(c, dx)} * ${h * w}u + id.x] = sum;`,
  );
  return made('maxPoolGradient', code, [x, y, dy], dx, workgroups);
}

/** WGSL of what a window's sum is divided by. */
function divisor({ kernel, pads }: PoolWindow, h: number, w: number, countIncludePad: boolean): string {
  return countIncludePad
    ? `f32((min(startY + ${kernel[0]}, ${h + pads[2]}) - startY) * (min(startX + ${kernel[1]}, ${w + pads[3]}) - startX))`
    : 'f32((bottom - top) * (right - left))';
}

export function averagePoolKernel(
  x: Place,
  y: Place,
  xDims: Four,
  yDims: Four,
  a: PoolWindow & { readonly countIncludePad: boolean },
): Launch {
  const [, , h, w] = xDims;
  const end = `value / ${divisor(a, h, w, a.countIncludePad)}`;
  return foldWindows('averagePool', x, y, xDims, yDims, a, { start: '0.0', step: 'value + element', end });
}

export function averagePoolGradientKernel(
  dy: Place,
  dx: Place,
  xDims: Four,
  yDims: Four,
  a: PoolWindow & { readonly countIncludePad: boolean },
): Launch {
  const [n, c, h, w] = xDims;
  const [, , oh, ow] = yDims;
  const declarations = declare(0, 'dy', 'read', 'f32') + declare(1, 'dx', 'read_write', 'f32');
  const [fromY, toY] = holders(0, 'row', a, oh);
  const [fromX, toX] = holders(1, 'column', a, ow);
  const { code, workgroups } = elementWise(
    n * c,
    h,
    w,
    declarations,
    `  let outputs = i32(${planeIn(c, dy)}) * ${oh * ow};
  var sum = 0.0;
  for (var p = ${fromY}; p < ${toY}; p++) {
    for (var q = ${fromX}; q < ${toX}; q++) {
    ${windowBounds(a, h, w, 'p', 'q').replaceAll('\n', '\n    ')}
      if (row >= bottom || column >= right) { continue; }
      sum += dy[outputs + p * ${ow} + q] / ${divisor(a, h, w, a.countIncludePad)};
    }
  }
  dx[${planeIn(c, dx)} * ${h * w}u + id.x] = sum;`,
  );
  return made('averagePoolGradient', code, [dy], dx, workgroups);
}

export interface Response {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** `s` = k + alpha/size · Σ x² over the neighbours of channel `at`. */
const neighbourhood = (at: string, { size, alpha, k }: Response, channels: number, plane: number): string => `
    var squares = 0.0;
    for (var o = max(${at} - ${Math.floor((size - 1) / 2)}, 0); o <= min(${at} + ${Math.ceil((size - 1) / 2)}, ${channels - 1}); o++) {
      let value = x[image + o * ${plane} + i32(id.x)];
      squares += value * value;
    }
    let s = ${float(k)} + ${float(alpha / size)} * squares;`;

export function localResponseNormKernel(x: Place, y: Place, dims: Four, a: Response): Launch {
  const [n, c, h, w] = dims;
  const declarations = declare(0, 'x', 'read', 'f32') + declare(1, 'y', 'read_write', 'f32');
  const { code, workgroups } = elementWise(
    n * c,
    h,
    w,
    declarations,
    `  let channel = i32(plane % ${c}u);
  let image = i32(${imageIn(c, x)}) * ${h * w};
${neighbourhood('channel', a, c, h * w)}
  y[${planeIn(c, y)} * ${h * w}u + id.x] = x[image + channel * ${h * w} + i32(id.x)] * pow(s, ${float(-a.beta)});`,
  );
  return made('localResponseNorm', code, [x], y, workgroups);
}

/** dx_j = dy_j · s_j^−β − 2αβ/size · x_j · Σ dy_c · y_c / s_c over the channels c that look at j. */
export function localResponseNormGradientKernel(
  x: Place,
  y: Place,
  dy: Place,
  dx: Place,
  dims: Four,
  a: Response,
): Launch {
  const [n, c, h, w] = dims;
  const declarations =
    declare(0, 'x', 'read', 'f32') +
    declare(1, 'y', 'read', 'f32') +
    declare(2, 'dy', 'read', 'f32') +
    declare(3, 'dx', 'read_write', 'f32');
  const [before, after] = [Math.floor((a.size - 1) / 2), Math.ceil((a.size - 1) / 2)];
  const { code, workgroups } = elementWise(
    n * c,
    h,
    w,
    declarations,
    `  let channel = i32(plane % ${c}u);
  let image = i32(${imageIn(c, x)}) * ${h * w};
  let outputs = i32(${imageIn(c, y)}) * ${h * w};
  let gradients = i32(${imageIn(c, dy)}) * ${h * w};
  var direct = 0.0;
  var sum = 0.0;
  for (var other = max(channel - ${after}, 0); other <= min(channel + ${before}, ${c - 1}); other++) {
${neighbourhood('other', a, c, h * w)}
    let at = other * ${h * w} + i32(id.x);
    sum += dy[gradients + at] * y[outputs + at] / s;
    if (other == channel) { direct = dy[gradients + at] * pow(s, ${float(-a.beta)}); }
  }
  let own = x[image + channel * ${h * w} + i32(id.x)];
  dx[${planeIn(c, dx)} * ${h * w}u + id.x] = direct - ${float((2 * a.alpha * a.beta) / a.size)} * own * sum;`,
  );
  return made('localResponseNormGradient', code, [x, y, dy], dx, workgroups);
}

function made(
  name: string,
  code: string,
  inputs: readonly Place[],
  output: Place,
  workgroups: readonly [number, number, number],
): Launch {
  return {
    kernel: { name: `${name}/thread an element`, code },
    bindings: [
      ...inputs.map(({ storage }) => ({ storage, access: 'read' as const })),
      { storage: output.storage, access: 'write' as const },
    ],
    workgroups,
  };
}
