import { ProblemError } from '../../base/diagnostics.ts';
import { emptyPart } from '../../data/data-set.ts';
import { encodePng } from '../../data/image-file.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { Job } from './job.ts';
import { peekAt } from './preview-data.ts';
import { recordedData } from './run-record.ts';

/**
 * Only the headers of the data set are read, and the images that are asked for. Each is as large as the network's
 * input, so that it can be tried as it is.
 */
export const runImages: Job<'runImages'> = async ({ run, part, count, at }, emit) => {
  const record = new RunFolder(run).readRecord();
  const peek = await peekAt(recordedData(record, run), emit);
  if (peek.counts[part] === 0) throw new ProblemError([emptyPart(peek.name, part)]);
  const { bits } = peek;
  const side = Math.max(peek.shape.height, peek.shape.width);
  if (at === undefined) {
    const found = await peek.samples(part, count, side);
    return { bits, images: found.map(({ label, path, png }) => image(peek.classes[label]!, path, png)) };
  }
  const { label, path, pixels } = await peek.sample(part, Math.floor(at * peek.counts[part]));
  return { bits, images: [image(peek.classes[label]!, path, await encodePng(pixels, peek.shape, side))] };
};

const image = (name: string, path: string | null, png: Uint8Array) => ({
  class: name,
  path,
  png: Buffer.from(png).toString('base64'),
});
