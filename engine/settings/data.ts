import { z } from 'zod';

/** What changes a training image at random. Draws come from (seed, epoch, sample) alone. */
const augmentObject = z.object({
  /** Pads each side with so many black pixels, then cuts the image's size at a random place. 0: off. */
  crop: z.number().int().min(0).max(256).default(0),
  /** Mirrors left and right with probability ½. */
  flip: z.boolean().default(false),
  /** Sets a square of this side, at a random centre, to the mean. DeVries & Taylor 2017. 0: off. */
  cutout: z.number().int().min(0).max(1024).default(0),
});
export type AugmentSettings = z.infer<typeof augmentObject>;

export const noAugment: AugmentSettings = { crop: 0, flip: false, cutout: 0 };

/** Reads `crop4,flip,cutout8` or `none`; the word that is not understood where there is one. */
function parseAugment(text: string): AugmentSettings | { readonly unknown: string } {
  const spec = { ...noAugment };
  for (const word of text.split(',').map((part) => part.trim())) {
    const sized = /^(crop|cutout)(\d+)$/.exec(word);
    if (sized) spec[sized[1] as 'crop' | 'cutout'] = Number(sized[2]);
    else if (word === 'flip') spec.flip = true;
    else if (word !== 'none' && word !== '') return { unknown: word };
  }
  return spec;
}

/** The text of `--augment` that means the same. */
export function augmentText(spec: AugmentSettings): string {
  const words = [
    spec.crop > 0 ? `crop${spec.crop}` : '',
    spec.flip ? 'flip' : '',
    spec.cutout > 0 ? `cutout${spec.cutout}` : '',
  ];
  return words.filter((word) => word !== '').join(',') || 'none';
}

/** The object, or the text of `--augment`. */
const augmentSettings = z.preprocess((value, context) => {
  if (typeof value !== 'string') return value;
  const spec = parseAugment(value);
  if (!('unknown' in spec)) return spec;
  const message = `"${spec.unknown}" is no augmentation. Use crop<pixels>, flip and cutout<pixels>, joined by commas, or none.`;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
}, augmentObject);

/** What transparent images are laid on, and its level, 0 to 255. */
const GROUNDS = { white: 255, black: 0, gray: 128 } as const;
export type Ground = keyof typeof GROUNDS;
export const grounds = Object.keys(GROUNDS) as readonly Ground[];
export const groundLevel = (ground: Ground): number => GROUNDS[ground];

const side = z.number().int().min(1).max(4096);
const sizeObject = z.object({ height: side, width: side });

const sizeFromText = z
  .string()
  .regex(/^\d+(x\d+)?$/, 'Give a size as 32 or as 32x48 (height x width).')
  .transform((text) => {
    const [height, width] = text.split('x').map(Number);
    return { height: height ?? 0, width: width ?? height ?? 0 };
  })
  .pipe(sizeObject);
const sizeFromNumber = side.transform((pixels) => ({ height: pixels, width: pixels }));

/** Which images a run sees. */
export const dataSettings = z.object({
  /** `builtin:digits`, `builtin:fashion`, or a folder. */
  path: z.string().min(1),
  /** Part of the training set that is held out for validation; unused where the data set has its own. */
  validation: z.number().min(0).max(0.9).default(0.1),
  /** Part of a folder of classes that is held out for testing, where it has no test set of its own. */
  test: z.number().min(0).max(0.9).default(0.1),
  /** Seeds the held-out parts, apart from the run's seed: runs with other seeds are still compared on the same images. */
  splitSeed: z.number().int().min(0).max(0xffff_ffff).default(0),
  augment: augmentSettings.prefault({}),
  /** Scales images to cover this size and cuts off what protrudes. As they are where absent. */
  resize: z.union([sizeObject, sizeFromNumber, sizeFromText]).optional(),
  /** true: one channel; false: three; absent: as the images are. */
  grayscale: z.boolean().optional(),
  ground: z.enum(grounds).default('white'),
  /** Goes on without images that cannot be read. */
  skipBad: z.boolean().default(false),
});
export type DataSettings = z.infer<typeof dataSettings>;
