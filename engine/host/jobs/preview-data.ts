import type { SplitName } from '../../data/image-set.ts';
import { type Peek, peekDataSet } from '../../data/peek.ts';
import type { DataSettings } from '../../settings/data.ts';
import type { DataPreview } from '../runs-protocol.ts';
import { dataFound } from './data-found.ts';
import { throttled } from './images.ts';
import type { Emit, Job } from './job.ts';

const parts: readonly SplitName[] = ['train', 'validation', 'test'];

/** The samples are of the training images; where there are fewer, of the other parts too. */
export const previewData: Job<'previewData'> = async ({ data, samples: wanted }, emit) => {
  const peek = await peekAt(data, emit);
  const samples: DataPreview['samples'][number][] = [];
  for (const part of parts) {
    const found = await peek.samples(part, wanted - samples.length);
    samples.push(
      ...found.map(({ label, path, png }) => ({ part, label, path, png: Buffer.from(png).toString('base64') })),
    );
  }
  return {
    ...dataFound(peek),
    samples,
    warnings: peek.warnings,
  };
};

/** Reports how far the reading of a large folder's headers is. */
export const peekAt = (data: DataSettings, emit: Emit): Promise<Peek> =>
  peekDataSet(data, {
    onProgress: throttled((done, total) => emit({ type: 'loading', phase: 'headers', done, total })),
  });

export const previewFacts = ({ name, shape, counts }: Peek) => ({ name, ...shape, counts });
