import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { DataSet } from '../../data/data-set.ts';
import { fingerprint } from '../../data/fingerprint.ts';
import { nameOf } from '../../data/folders/tree.ts';
import type { RunRecord } from '../../train/run-record.ts';
import type { Emit } from './job.ts';

/**
 * Of pixels from 0 to 1. The mean over the same images is the same to the bit; another version's decoder may round some
 * of them otherwise.
 */
const TOLERANCE = 1e-4;
/** Of bytes: the mean over a whole image, which another version's decoder may round otherwise. */
const MEAN_TOLERANCE = 0.5;
const MOST_SHOWN = 6;

type Facts = Pick<
  RunRecord['data'],
  'classes' | 'channels' | 'height' | 'width' | 'trainImages' | 'mean' | 'standardDeviation'
>;
type Value = string | number;

/** In the order in which they are told: what is seen first says most. */
export const compared: readonly {
  readonly what: string;
  readonly of: (data: Facts) => readonly Value[];
  readonly between: string;
}[] = [
  { what: 'number of training images', of: ({ trainImages }) => [trainImages], between: '' },
  { what: 'classes', of: ({ classes }) => classes.map(nameOf), between: ', ' },
  { what: 'image size', of: ({ height, width, channels }) => [height, width, channels], between: ' × ' },
  { what: 'mean of the pixels', of: ({ mean }) => mean, between: ', ' },
  { what: 'deviation of the pixels', of: ({ standardDeviation }) => standardDeviation, between: ', ' },
];

/** What is told where all of these are the same. */
export const contents = { labels: 'labels of the images', images: 'brightness of an image' } as const;

/**
 * Throws a ProblemError where a run's data set is not what it was trained on: number, size and classes of the images,
 * mean and deviation of each channel, the label of each image, and the brightness of some. Warns of a run whose earlier
 * version recorded no labels.
 */
export async function requireSame(
  data: DataSet,
  { data: before }: Pick<RunRecord, 'data'>,
  path: string,
  emit: Emit,
): Promise<void> {
  const { shape, counts, statistics } = data;
  const now: Facts = {
    ...shape,
    classes: [...data.classes],
    trainImages: counts.train,
    mean: [...statistics.mean],
    standardDeviation: [...statistics.std],
  };
  const changed = (what: string, then: readonly Value[], found: readonly Value[], between = ', '): ProblemError => {
    const said = (values: readonly Value[]): string => values.slice(0, MOST_SHOWN).map(short).join(between);
    return new ProblemError([
      problem('resume.dataChanged', path, { path, what, before: said(then), now: said(found) }),
    ]);
  };
  for (const { what, of, between } of compared) {
    if (!isSame(of(before), of(now))) throw changed(what, of(before), of(now), between);
  }
  const known = before.fingerprint;
  if (!known) {
    emit({ type: 'warnings', problems: [problem('resume.labelsUnknown', path, { path }, { severity: 'warning' })] });
    return;
  }
  const { labels, images } = await fingerprint(data);
  if (labels !== known.labels) throw changed(contents.labels, [known.labels.slice(0, 8)], [labels.slice(0, 8)]);
  const other = images.findIndex((mean, i) => !(Math.abs(mean - known.images[i]!) <= MEAN_TOLERANCE));
  if (other >= 0) throw changed(contents.images, [known.images[other]!], [images[other]!]);
}

const isSame = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((value, i) => isNear(value, b[i]!));

const isNear = (a: Value, b: Value): boolean =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= TOLERANCE : a === b;

const short = (value: Value): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(5) : String(value);
