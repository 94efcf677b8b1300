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

/**
 * A folder from the data set's own, `/` between names, `.` for that one; one name may be `*`, any folder, whose name is
 * then the class.
 */
const place = z
  .string()
  .min(1)
  .refine((path) => !/^([/\\]|[a-z]:)/i.test(path) && !path.split(/[/\\]/).includes('..'), {
    error: 'a folder is named from the data set’s own, without ..',
  });
const places = z.array(place).min(1).optional();

const partsObject = z
  .object({
    /** Folders of classes that come undivided. */
    all: places,
    train: places,
    validation: places,
    test: places,
    /** As versions read them that could not be told, for the runs that they began. */
    before: z.literal(true).optional(),
  })
  .refine(({ all, train, before }) => before || (all === undefined) !== (train === undefined), {
    error: 'name the folder of the training images as train=FOLDER, or of all images as all=FOLDER',
  })
  .refine(({ all, validation, test }) => all === undefined || (validation === undefined && test === undefined), {
    error: 'all=FOLDER leaves nothing for val and test: say train=FOLDER',
  });
/** Which folders are which part. */
export type PartFolders = z.infer<typeof partsObject>;

/** As `--parts` has them. */
const PART_KEYS = {
  all: 'all',
  train: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
} as const;

/**
 * Reads `train=FOLDER,val=FOLDER,test=FOLDER` or `all=FOLDER`; a part that is named twice has both folders. A comma in
 * a folder's name is no end.
 */
function parseParts(text: string): Record<string, string[]> | { readonly unknown: string } {
  const parts: Record<string, string[]> = {};
  for (const one of text.split(new RegExp(`,(?=(?:${Object.keys(PART_KEYS).join('|')})=)`))) {
    const [, key, folder] = /^(\w+)=(.+)$/s.exec(one) ?? [];
    if (key === undefined || folder === undefined || !Object.hasOwn(PART_KEYS, key)) return { unknown: one };
    (parts[PART_KEYS[key as keyof typeof PART_KEYS]] ??= []).push(folder);
  }
  return parts;
}

/** The text of `--parts` that means the same. */
export function partsText(parts: PartFolders): string {
  const keys = { all: 'all', train: 'train', validation: 'val', test: 'test' } as const;
  return (Object.keys(keys) as (keyof typeof keys)[])
    .flatMap((part) => (parts[part] ?? []).map((folder) => `${keys[part]}=${folder}`))
    .join(',');
}

/** The object, or the text of `--parts`. */
const partsSetting = z.preprocess((value, context) => {
  if (typeof value !== 'string') return value;
  const parts = parseParts(value);
  if (!('unknown' in parts)) return parts;
  const message = `"${parts.unknown}" names no part. Use train=FOLDER,val=FOLDER,test=FOLDER, or all=FOLDER`;
  context.issues.push({ code: 'custom', message, input: value });
  return z.NEVER;
}, partsObject);

export const classSource = z.enum(['folders', 'subfolders', 'names']);
export type ClassSource = z.infer<typeof classSource>;

/** Which images a run sees. */
export const dataSettings = z.object({
  /** `builtin:digits`, `builtin:fashion`, or a folder. */
  path: z.string().min(1),
  /** Part of the training set that is held out for validation; unused where the data set has its own. */
  validation: z.number().min(0).max(0.9).default(0.1),
  /** Part of a folder of classes that is held out for testing, where it has no test set of its own. */
  test: z.number().min(0).max(0.9).default(0.1),
  /**
   * Seeds the held-out parts, apart from the run's seed: runs with other seeds are still compared on the same images.
   */
  splitSeed: z.number().int().min(0).max(0xffff_ffff).default(0),
  /** Of a folder of images, which folders below it are which part: found out where absent. */
  parts: partsSetting.optional(),
  /**
   * What names an image's class: the folder of its part that it lies in, the folder in that one, or its file up to the
   * number.
   */
  classesFrom: classSource.optional(),
  /** Folders that are passed over, from the data set's own. */
  exclude: z.array(place).readonly().optional(),
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
