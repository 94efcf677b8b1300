import type { Four } from '../../../ops/shape/tensor.ts';
import type { Launch } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { RUN, run } from '../wgsl/planes.ts';
import { ceilDiv, factorOf, float, guarded, indented, range, shifted, THREADS } from '../wgsl/text.ts';

export interface Response {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** A channel's neighbours are so many before it, itself, and so many behind it. */
const reachOf = ({ size }: Response): readonly [before: number, after: number] => [
  Math.floor((size - 1) / 2),
  Math.ceil((size - 1) / 2),
];

/** Which of a run are from `before` places before the one at `place` to `after` behind it: vec4<bool>. */
const around = (place: string, before: number, after: number): string =>
  `(run >= vec4<i32>(${shifted(place, -before)})) & (run <= vec4<i32>(${shifted(place, after)}))`;

/** The number of channel `c` at the thread's position, whose number of channel 0 is at `<tensor>At`. */
const number = (tensor: string, c: string, plane: number): string =>
  `${tensor}[${tensor}At + ${factorOf(c)} * ${plane}]`;

/** The numbers of a run from `channel` on: of the last channel instead of those behind it. */
function numbers(tensor: string, channels: number, plane: number): string {
  const each = range(RUN).map((j) => {
    const c = shifted('channel', j);
    return number(tensor, channels % RUN && j > 0 ? `min(${c}, ${channels - 1})` : c, plane);
  });
  return `vec4<f32>(${each.join(', ')})`;
}

/** A thread a position and run of channels, from `channel` on: they have most of their neighbours in common. The body ends with the `results`, a vec4<f32>. */
function overChannels(
  name: string,
  inputs: Readonly<Record<string, Placed>>,
  [output, place]: readonly [name: string, Placed],
  [n, c, h, w]: Four,
  response: Response,
  body: readonly string[],
): Launch {
  const plane = h * w;
  const runs = ceilDiv(c, RUN);
  const grid = entry([THREADS], [ceilDiv(plane, THREADS), n * runs, 1], ['id']);
  const read = Object.entries(inputs);
  const [before, after] = reachOf(response);
  const scales = `// k + alpha/size · Σ x² over the neighbours of each of a run of channels.
fn scales(xAt: i32, first: i32) -> vec4<f32> {
  ${run}
  var squares = vec4<f32>();
  for (var c = max(${shifted('first', -before)}, 0); c < min(${shifted('first', RUN + after)}, ${c}); c++) {
    let value = ${number('x', 'c', plane)};
    squares += select(vec4<f32>(), vec4<f32>(value * value), ${around('c - first', after, before)});
  }
  return ${float(response.k)} + ${float(response.alpha / response.size)} * squares;
}`;
  const lines = [
    `if (id.x >= ${plane}u) { return; }`,
    `let image = i32(id.y / ${runs}u);`,
    `let channel = i32(id.y % ${runs}u) * ${RUN};`,
    ...[...read, [output, place] as const].map(
      ([tensor, { first, all }]) =>
        `let ${tensor}At = ${shifted(`image * ${all * plane}`, first * plane)} + i32(id.x);`,
    ),
    ...body,
    ...range(RUN).map((j) => {
      const channel = shifted('channel', j);
      const isThere = c % RUN && j > 0 ? [`${channel} < ${c}`] : [];
      return guarded(isThere, `${number(output, channel, plane)} = results.${'xyzw'[j]};`);
    }),
  ];
  return launch({
    name: `${name}/run of channels a thread`,
    declarations: [
      ...read.map(([input, { storage }]) => reads(input, storage)),
      writes(output, place.storage),
      { kind: 'helper', name: 'scales', text: scales },
    ],
    entry: grid,
    body: indented(1, lines),
  });
}

export function localResponseNormKernel(x: Placed, y: Placed, dims: Four, a: Response): Launch {
  const [, c, h, w] = dims;
  return overChannels('localResponseNorm', { x }, ['y', y], dims, a, [
    `let results = ${numbers('x', c, h * w)} * pow(scales(xAt, channel), vec4<f32>(${float(-a.beta)}));`,
  ]);
}

/** dx_j = dy_j · s_j^−β − 2αβ/size · x_j · Σ dy_c · y_c / s_c over the channels c that look at j. */
export function localResponseNormGradientKernel(
  x: Placed,
  y: Placed,
  dy: Placed,
  dx: Placed,
  dims: Four,
  a: Response,
): Launch {
  const [, c, h, w] = dims;
  const plane = h * w;
  const [before, after] = reachOf(a);
  return overChannels('localResponseNormGradient', { x, y, dy }, ['dx', dx], dims, a, [
    run,
    'var direct = vec4<f32>();',
    'var sum = vec4<f32>();',
    `for (var first = ${shifted('channel', -after)}; first < min(${shifted('channel', RUN + before)}, ${c}); first += ${RUN}) {`,
    '  let s = scales(xAt, first);',
    `  for (var c = max(first, 0); c < min(first + ${RUN}, ${c}); c++) {`,
    `    let given = ${number('dy', 'c', plane)};`,
    '    let own = s[c - first];',
    `    let share = given * ${number('y', 'c', plane)} / own;`,
    `    sum += select(vec4<f32>(), vec4<f32>(share), ${around('c - channel', before, after)});`,
    `    if (c >= channel && c < channel + ${RUN}) {`,
    `      direct += select(vec4<f32>(), vec4<f32>(given * pow(own, ${float(-a.beta)})), run == vec4<i32>(c - channel));`,
    '    }',
    '  }',
    '}',
    `let results = direct - ${float((2 * a.alpha * a.beta) / a.size)} * ${numbers('x', c, plane)} * sum;`,
  ]);
}
