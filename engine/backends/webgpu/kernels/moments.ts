import type { Launch, Storage } from '../program.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, shared, writes } from '../wgsl/launch.ts';
import type { Helper } from '../wgsl/module.ts';
import { float, indented, THREADS } from '../wgsl/text.ts';

/**
 * Statistics of two sets together (Chan, Golub and LeVeque 1979). Each set's squares are of distances to its own mean, so that a mean far from 0 costs no digits: sums
 * of x² would cancel.
 */
export const merged: Helper = {
  kind: 'helper',
  name: 'merged',
  text: `fn merged(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  let count = a.x + b.x;
  let share = b.x / max(count, 1.0);
  let apart = b.y - a.y;
  return vec4<f32>(count, a.y + apart * share, a.z + b.z + apart * apart * a.x * share, 0.0);
}`,
};

/** What batch norm makes of a channel's statistics. `line` is slope, mean, 1/(variance + epsilon), slope/count and shift, one beside the other, each of all channels. */
export interface Normalising {
  readonly channels: number;
  readonly epsilon: number;
  readonly given: { readonly gamma: Storage; readonly beta: Storage };
  readonly made: { readonly mean: Storage; readonly variance: Storage; readonly line: Storage };
}

/**
 * The buffers of all that, and the statements of one thread that knows `count`, `centre`, `spread`, `channel` and how
 * many `channels` there are.
 */
export function normalising({ epsilon, given, made }: Normalising) {
  return {
    buffers: [
      ...Object.entries(given).map(([name, storage]) => reads(name, storage)),
      ...Object.entries(made).map(([name, storage]) => writes(name, storage)),
    ],
    statements: [
      `let steep = gamma[channel] * inverseSqrt(spread + ${float(epsilon)});`,
      'mean[channel] = centre;',
      'variance[channel] = spread;',
      'line[channel] = steep;',
      'line[channels + channel] = centre;',
      `line[2u * channels + channel] = 1.0 / (spread + ${float(epsilon)});`,
      'line[3u * channels + channel] = steep / count;',
      'line[4u * channels + channel] = beta[channel] - steep * centre;',
    ],
  };
}

/**
 * A workgroup's threads join what they find of `channel` in `tensor`, [parts, channels] of vec4<f32>, always in the same order; what follows is done by one, which has all of it in
 * `lanes[0]`, to the brace that closes its condition. `count` is the variable that holds how many parts there are.
 */
export const joinedParts = (tensor: string, count: string, join: (all: string, part: string) => string): string =>
  `  var all = vec4<f32>();
  for (var part = thread; part < ${count}; part += ${THREADS}u) { ${join('all', `${tensor}[part * channels + channel]`)}; }
  lanes[thread] = all;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < ${THREADS}u; l += 8u) { ${join('lanes[thread]', 'lanes[l]')}; }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) { ${join('lanes[0]', 'lanes[l]')}; }
`;

/**
 * Mean and variance of each channel from those of its parts, always in the same order, and what batch norm makes of them: a workgroup a channel. `moments` has, by part
 * and channel, a vec4 of count, mean, Σ (x − mean)² and nothing.
 */
export function momentsKernel(moments: Storage, norm: Normalising): Launch {
  const grid = entry([THREADS], [norm.channels, 1, 1], ['block', 'blocks', 'thread']);
  const { buffers, statements } = normalising(norm);
  const body = `  let channel = block.x;
  let channels = blocks.x;
  let parts = arrayLength(&moments) / channels;
${joinedParts('moments', 'parts', (all, part) => `${all} = merged(${all}, ${part})`)}    let count = lanes[0].x;
    let centre = lanes[0].y;
    let spread = lanes[0].z / count;
${indented(2, statements)}  }
`;
  return launch({
    name: 'batchNormTrain/moments of parts',
    declarations: [reads('moments', moments, 'vec4<f32>'), ...buffers, shared('lanes', 'vec4<f32>', THREADS), merged],
    entry: grid,
    body,
  });
}
