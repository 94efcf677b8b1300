import type { Storage } from '../program.ts';
import { entry } from '../wgsl/grid.ts';
import { declare, THREADS } from '../wgsl/text.ts';
import type { Launch } from './map.ts';
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
  const { head, workgroups } = entry([THREADS], [channels, 1, 1], ['block', 'blocks', 'thread']);
  const outputs = Object.entries(made);
  const code = `${declare(0, 'parts', 'read', 'vec4<f32>')}${declare(1, 'line', 'read', 'f32')}${outputs.map(([name], i) => declare(2 + i, name, 'read_write', 'f32')).join('')}
var<workgroup> lanes: array<vec4<f32>, ${THREADS}>;

${head}  let channel = block.x;
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
}
`;
  return {
    kernel: { name: 'batchNormTrainGradient/sums of parts', code },
    bindings: [
      { storage: parts, access: 'read' },
      { storage: line, access: 'read' },
      ...outputs.map(([, storage]) => ({ storage, access: 'write' as const })),
    ],
    workgroups,
  };
}
