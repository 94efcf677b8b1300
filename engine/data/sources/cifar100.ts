import { readCifar } from './cifar-records.ts';
import type { Source } from './source.ts';

/**
 * CIFAR-100, binary version: 50,000 and 10,000 images of 32 × 32 × 3; the fine label is the class, the coarse one is
 * not used.
 */
export const cifar100 = {
  title: 'CIFAR-100, binary version',
  recognises: ({ files }) => files.has('train.bin') || files.has('test.bin'),
  read: (listing) =>
    readCifar(listing, {
      trainFiles: ['train.bin'],
      testFile: 'test.bin',
      highestLabels: [19, 99],
      namesFile: 'fine_label_names.txt',
    }),
} as const satisfies Source;
