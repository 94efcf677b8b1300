import type { Storage } from '../program.ts';
import { entry } from './grid.ts';
import type { Launch } from './map.ts';
import { declare, float } from './wgsl.ts';

/** Statistics of parts of a tensor, by part and channel: vec4 of count, mean, Σ (x − mean)² and nothing. */
export interface Moments {
  readonly storage: Storage;
  readonly parts: number;
}

const THREADS = 64;

/**
 * Statistics of two sets together (Chan, Golub and LeVeque 1979). Each set's squares are of distances to its own mean, so that a mean far from 0 costs no digits: sums
 * of x² would cancel.
 */
export const mergeFunction = `
fn merged(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  let count = a.x + b.x;
  let share = b.x / max(count, 1.0);
  let apart = b.y - a.y;
  return vec4<f32>(count, a.y + apart * share, a.z + b.z + apart * apart * a.x * share, 0.0);
}
`;

/**
 * Mean and variance of each channel from those of its parts, always in the same order, and what batch norm makes of them: a workgroup a channel. `line` is slope, mean,
 * 1/(variance + epsilon) and shift, one beside the other.
 */
export function momentsKernel(
  { storage, parts }: Moments,
  channels: number,
  epsilon: number,
  given: { readonly gamma: Storage; readonly beta: Storage },
  made: { readonly mean: Storage; readonly variance: Storage; readonly line: Storage },
): Launch {
  const { head, workgroups } = entry([THREADS], [channels, 1, 1], ['block', 'thread']);
  const [inputs, outputs] = [Object.entries(given), Object.entries(made)];
  const code = `${declare(0, 'moments', 'read', 'vec4<f32>')}${inputs.map(([name], i) => declare(1 + i, name, 'read', 'f32')).join('')}${outputs.map(([name], i) => declare(1 + inputs.length + i, name, 'read_write', 'f32')).join('')}
var<workgroup> lanes: array<vec4<f32>, ${THREADS}>;
${mergeFunction}
${head}  let channel = block.x;
  var all = vec4<f32>();
  for (var part = thread; part < ${parts}u; part += ${THREADS}u) { all = merged(all, moments[part * ${channels}u + channel]); }
  lanes[thread] = all;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < ${THREADS}u; l += 8u) { lanes[thread] = merged(lanes[thread], lanes[l]); }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) { lanes[0] = merged(lanes[0], lanes[l]); }
    let spread = lanes[0].z / lanes[0].x;
    let steep = gamma[channel] * inverseSqrt(spread + ${float(epsilon)});
    mean[channel] = lanes[0].y;
    variance[channel] = spread;
    line[channel] = steep;
    line[${channels}u + channel] = lanes[0].y;
    line[${2 * channels}u + channel] = 1.0 / (spread + ${float(epsilon)});
    line[${3 * channels}u + channel] = beta[channel] - steep * lanes[0].y;
  }
}
`;
  return {
    kernel: { name: 'batchNormTrain/moments of parts', code },
    bindings: [
      ...[storage, ...Object.values(given)].map((s) => ({ storage: s, access: 'read' as const })),
      ...Object.values(made).map((s) => ({ storage: s, access: 'write' as const })),
    ],
    workgroups,
  };
}
