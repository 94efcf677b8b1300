import { entry } from './grid.ts';
import type { Launch } from './map.ts';
import { type Four, type Place, planeIn } from './planes.ts';
import { ceilDiv, declare, float, plus } from './wgsl.ts';

export interface Response {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

const THREADS = 64;

/** Of `plane`, the first channel of its image where that lies: WGSL. */
const imageIn = (channels: number, { first, all }: Place): string => plus(`plane / ${channels}u * ${all}u`, first);

/** A thread an element: `plane` is image · channels + channel, `id.x` the place in it. */
function overElements(
  name: string,
  inputs: Readonly<Record<string, Place>>,
  [result, place]: readonly [name: string, Place],
  [n, c, h, w]: Four,
  body: string,
): Launch {
  const size = h * w;
  const { head, workgroups } = entry([THREADS], [ceilDiv(size, THREADS), n * c, 1], ['id']);
  const read = Object.entries(inputs);
  const declarations = read.map(([input], i) => declare(i, input, 'read', 'f32')).join('');
  const code = `${declarations}${declare(read.length, result, 'read_write', 'f32')}
${head}  if (id.x >= ${size}u) { return; }
  let plane = id.y;
  let channel = i32(plane % ${c}u);
${body}
}
`;
  return {
    kernel: { name: `${name}/thread an element`, code },
    bindings: [
      ...read.map(([, { storage }]) => ({ storage, access: 'read' as const })),
      { storage: place.storage, access: 'write' },
    ],
    workgroups,
  };
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
  const [, c, h, w] = dims;
  return overElements(
    'localResponseNorm',
    { x },
    ['y', y],
    dims,
    `  let image = i32(${imageIn(c, x)}) * ${h * w};
${neighbourhood('channel', a, c, h * w)}
  y[${planeIn(c, y)} * ${h * w}u + id.x] = x[image + channel * ${h * w} + i32(id.x)] * pow(s, ${float(-a.beta)});`,
  );
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
  const [, c, h, w] = dims;
  const [before, after] = [Math.floor((a.size - 1) / 2), Math.ceil((a.size - 1) / 2)];
  return overElements(
    'localResponseNormGradient',
    { x, y, dy },
    ['dx', dx],
    dims,
    `  let image = i32(${imageIn(c, x)}) * ${h * w};
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
}
