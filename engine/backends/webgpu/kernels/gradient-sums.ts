import type { Launch, Storage } from '../program.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, shared, writes } from '../wgsl/launch.ts';
import { THREADS } from '../wgsl/text.ts';
import { joinedParts } from './moments.ts';

/** What a batch norm's gradient has of a channel. */
export interface GradientSums {
  readonly channels: number;
  /** As forward has left it: slope, mean and 1/(variance + epsilon) of all channels, one behind the other. */
  readonly line: Storage;
  /** Σ dy, Σ dy · (x − mean); k2 and k3 as of the gradient's formula, one behind the other. */
  readonly made: { readonly sum: Storage; readonly product: Storage; readonly slants: Storage };
}

/** Both sums of each channel from those of its parts, [parts, C] of vec4: count, Σ dy, Σ dy · (x − mean), nothing; always in the same order, by a workgroup a channel. */
export function gradientSumsKernel(parts: Storage, { channels, line, made }: GradientSums): Launch {
  const grid = entry([THREADS], [channels, 1, 1], ['block', 'blocks', 'thread']);
  const body = `  let channel = block.x;
  let channels = blocks.x;
  let count = arrayLength(&parts) / channels;
${joinedParts('parts', 'count', (all, part) => `${all} += ${part}`)}    all = lanes[0];
    sum[channel] = all.y;
    product[channel] = all.z;
    let steep = line[channel] / all.x;
    let slant = -steep * line[2u * channels + channel] * all.z;
    slants[channel] = slant;
    slants[channels + channel] = -steep * all.y - slant * line[channels + channel];
  }
`;
  return launch({
    name: 'batchNormTrainGradient/sums of parts',
    declarations: [
      reads('parts', parts, 'vec4<f32>'),
      reads('line', line),
      ...Object.entries(made).map(([name, storage]) => writes(name, storage)),
      shared('lanes', 'vec4<f32>', THREADS),
    ],
    entry: grid,
    body,
  });
}
