import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { settingFix } from '../base/setting-fix.ts';
import type { DataSettings } from '../settings/data.ts';
import { badImages, kept, requireClasses, skippedImages, withoutBad } from './bad-images.ts';
import type { BadImage, ImageSet } from './image-set.ts';
import type { Normalisation } from './normalisation.ts';
import { readAll, reshape, type Seen } from './prepare.ts';
import { type ReadSet, readImageSet } from './sources/index.ts';
import { type Splits, split } from './splits.ts';
import { asTestSet } from './test-set.ts';

const MEMORY_LIMIT = 2 ** 30;

export interface ReadWholeOptions {
  /** Decoded images are kept in memory where all take no more bytes (1 GiB). */
  readonly memoryLimit?: number;
  /** Called while the files of a folder are looked at: first their headers, then their pixels. */
  readonly onProgress?: (phase: 'headers' | 'pixels', done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Reads the set for a network that knows these classes to be tested on: `asTestSet`. */
  readonly testClasses?: readonly string[];
}

export interface WholeSet {
  readonly set: ReadSet;
  readonly splits: Splits;
  /** Of the training images. */
  readonly statistics: Normalisation;
}

/**
 * Reads a data set and looks at every image of it. Throws ProblemError, with all images that cannot be read where
 * `skipBad` does not leave them out.
 */
export async function readWhole(settings: DataSettings, options: ReadWholeOptions): Promise<WholeSet> {
  const { onProgress, signal, testClasses } = options;
  const found = await readImageSet({
    settings,
    signal,
    forTesting: testClasses !== undefined,
    onProgress: (done, total) => onProgress?.('headers', done, total),
  });
  const read = testClasses ? asTestSet(found, testClasses, settings.path) : found;
  const reading = {
    memoryLimit: options.memoryLimit ?? MEMORY_LIMIT,
    onProgress: (done: number, total: number) => onProgress?.('pixels', done, total),
    signal,
  };
  const { bad: broken = [] } = read;
  // All that cannot be read is told at once.
  if (broken.length > 0 && !settings.skipBad) {
    const { bad } = await readAll(read, new Int32Array(), reading);
    throw badImages([...broken, ...bad], read.labels.length);
  }
  const whole = withoutBad(read, broken);
  const splits = testClasses ? undivided(whole) : split(whole, settings);
  const set = await reshape(whole, settings);
  const seen = await readAll(set, splits.train, reading);
  if (seen.bad.length > 0 && !settings.skipBad) throw badImages(seen.bad, set.labels.length);
  const bad = [...broken, ...seen.bad];
  const warnings = [...set.warnings, ...pixelWarnings(set, seen, settings, bad, testClasses !== undefined)];
  return {
    set: { ...set, own: found.own ?? found.shape, images: seen.images, warnings, bad },
    splits: testClasses ? onlyTest(partsWithout(set, splits, seen.bad)) : partsWithout(set, splits, seen.bad),
    statistics: seen.histogram.normalisation(),
  };
}

const none = new Int32Array();
const undivided = ({ parts: { train } }: ImageSet): Splits => ({ train, validation: none, test: none });
const onlyTest = ({ train }: Splits): Splits => ({ train: none, validation: none, test: train });

function partsWithout(set: ImageSet, { train, validation, test }: Splits, bad: readonly BadImage[]): Splits {
  const gone = new Set(bad.map(({ index }) => index));
  const parts = { train: kept(train, gone), validation: kept(validation, gone), test: kept(test, gone) };
  requireClasses(set, parts.train, gone);
  return parts;
}

/** What is odd about the pixels. Throws ProblemError where nothing is left of any image. */
function pixelWarnings(
  set: ImageSet,
  { histogram, blank }: Seen,
  { ground }: DataSettings,
  bad: readonly BadImage[],
  forTesting: boolean,
): readonly Problem[] {
  const skipped = bad.length > 0 ? [skippedImages(bad, set.labels.length)] : [];
  const images = set.labels.length - bad.length;
  if (blank > 0) {
    const fixes = [settingFix('data.ground', ground === 'black' ? 'white' : 'black')];
    const severity = blank === images ? 'error' : 'warning';
    const invisible = problem('data.blankOnGround', '', { blank, images, ground }, { severity, fixes });
    if (severity === 'error') throw new ProblemError([invisible]);
    return [...skipped, invisible];
  }
  // Of images to test on nothing is asked but what the network makes of them.
  const constant = forTesting ? [] : histogram.constantChannels();
  return [
    ...skipped,
    ...constant.map((values) => problem('data.constantChannel', '', values, { severity: 'warning' })),
  ];
}
