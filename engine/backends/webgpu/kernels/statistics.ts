import type { Launch, Storage } from '../program.ts';
import type { Channels } from '../wgsl/channels.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads } from '../wgsl/launch.ts';
import { aliases, joinedLanes, lanesFor, plus, powerOfTwo, THREADS } from '../wgsl/text.ts';
import { type Normalising, normalising } from './moments.ts';

/** [images, channels, plane], its channels perhaps among those of a larger tensor. */
export interface Maps extends Channels {
  readonly storage: Storage;
  readonly images: number;
  /** Elements of a channel of an image. */
  readonly plane: number;
}

/**
 * Mean and variance of each channel, and what batch norm makes of them, by one workgroup a channel that goes over it twice: the mean first, then the squared distances
 * from it, which is stable where the mean is far from 0. The length of a whole tensor tells the size of a map. The second time a channel of a small map comes from the cache.
 */
export function statisticsKernel(x: Maps, norm: Normalising): Launch {
  const width = x.plane % 4 === 0 ? 4 : 1;
  const wide = Math.min(THREADS, powerOfTwo(x.plane / width));
  const grid = entry([wide, THREADS / wide], [norm.channels, 1, 1], ['block', 'blocks', 'lane', 'thread']);
  const { buffers, statements } = normalising(norm);
  const rows = x.images * x.all;
  const isTold = x.all === norm.channels && x.storage.elements === rows * x.plane && (width === 4 || rows > 3);
  const each = (
    sum: (value: string) => string,
  ): string => `  for (var image = lane.y; image < ${x.images}u; image += ${THREADS / wide}u) {
    for (var i = lane.x; i < row; i += ${wide}u) {
      let value = x[(image * ${isTold ? 'channels' : `${x.all}u`} + ${plus('channel', x.first)}) * row + i];
      total += ${sum('value')};
    }
  }
  lanes[0][thread] = ${width === 4 ? 'dot(total, F(1.0))' : 'total'};
`;
  const body = `  let channel = block.x;
  let channels = blocks.x;
  let row = ${isTold ? `arrayLength(&x) / (${x.images}u * channels)` : `${x.plane / width}u`};
  let count = f32(${x.images * width}u * row);
  var total = F(0);
${each((value) => value)}${joinedLanes(1, [])}  workgroupBarrier();
  let centre = lanes[0][0] / count;
  workgroupBarrier();
  total = F(0);
${each((value) => `(${value} - centre) * (${value} - centre)`)}${joinedLanes(1, ['let spread = lanes[0][0] / count;', ...statements])}`;
  return launch({
    name: `batchNormTrain/statistics/x${width}`,
    declarations: [...aliases(width), reads('x', x.storage, 'F'), ...buffers, lanesFor(1)],
    entry: grid,
    body,
  });
}
