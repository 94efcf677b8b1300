import { readCifar } from './cifar-records.ts';
import type { Source } from './source.ts';

const trainFiles = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`);

/** CIFAR-10, binary version: 5 × 10,000 training images and 10,000 test images of 32 × 32 × 3. */
export const cifar10 = {
  title: 'CIFAR-10, binary version',
  recognises: ({ files }) => [...trainFiles, 'test_batch.bin'].some((file) => files.has(file)),
  read: (listing) =>
    readCifar(listing, {
      trainFiles,
      testFile: 'test_batch.bin',
      highestLabels: [9],
      namesFile: 'batches.meta.txt',
    }),
} as const satisfies Source;
