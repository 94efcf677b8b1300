import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { DataSet } from '../../data/data-set.ts';
import type { RunRecord } from '../../train/run-record.ts';

/** Of pixels from 0 to 1. The mean over the same images is the same to the bit; another version's decoder may round some of them otherwise. */
const TOLERANCE = 1e-4;
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
  { what: 'classes', of: ({ classes }) => classes, between: ', ' },
  { what: 'image size', of: ({ height, width, channels }) => [height, width, channels], between: ' × ' },
  { what: 'mean of the pixels', of: ({ mean }) => mean, between: ', ' },
  { what: 'deviation of the pixels', of: ({ standardDeviation }) => standardDeviation, between: ', ' },
];

/**
 * Throws a ProblemError where a run's data set is not what it was trained on. Mean and deviation of each channel, which the run has recorded, stand for the
 * contents: images of the same number, size and classes are hardly others where these are the same too.
 */
export function requireSame(data: DataSet, { data: before }: Pick<RunRecord, 'data'>, path: string): void {
  const { shape, counts, statistics } = data;
  const now: Facts = {
    ...shape,
    classes: [...data.classes],
    trainImages: counts.train,
    mean: [...statistics.mean],
    standardDeviation: [...statistics.std],
  };
  for (const { what, of, between } of compared) {
    if (isSame(of(before), of(now))) continue;
    const said = (facts: Facts): string => of(facts).slice(0, MOST_SHOWN).map(short).join(between);
    const values = { path, what, before: said(before), now: said(now) };
    throw new ProblemError([problem('resume.dataChanged', path, values)]);
  }
}

const isSame = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((value, i) => isNear(value, b[i]!));

const isNear = (a: Value, b: Value): boolean =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= TOLERANCE : a === b;

const short = (value: Value): string =>
  typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(5) : String(value);
