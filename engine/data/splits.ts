import { ProblemError, problem } from '../base/diagnostics.ts';
import { hashText, Stream } from '../base/random.ts';
import type { DataSettings } from '../settings/data.ts';
import { countLabels, type ImageSet, type SplitName } from './image-set.ts';

export type Splits = Readonly<Record<SplitName, Int32Array>>;

/**
 * The parts of a data set: those it came with, else held-out parts of its training images. Throws ProblemError where
 * there is one class only, or nothing is left of a class to train on.
 */
export function split(set: ImageSet, settings: DataSettings): Splits {
  let train = set.parts.train;
  let test = set.parts.test ?? new Int32Array();
  let validation = set.parts.validation ?? new Int32Array();
  if (set.divisible) [test, train] = holdOut(train, set.labels, settings.test, [settings.splitSeed, hashText('test')]);
  if (!set.parts.validation) {
    const fraction = settings.validation;
    [validation, train] = holdOut(train, set.labels, fraction, [settings.splitSeed, hashText('validation')]);
  }
  checkClasses(set, settings, train);
  return { train, validation, test };
}

/** The parts that `split` takes from the training images. */
export function heldOut({ parts, divisible }: Pick<ImageSet, 'parts' | 'divisible'>): readonly SplitName[] {
  return [...(parts.validation ? [] : (['validation'] as const)), ...(divisible ? (['test'] as const) : [])];
}

/**
 * Takes round(fraction · n) of the indices, from each class its share: the members of each class are shuffled, member r
 * of n gets the place (r + ½) / n, and the lowest places are taken. Both results are ascending.
 */
function holdOut(
  indices: Int32Array,
  labels: Uint16Array,
  fraction: number,
  key: readonly number[],
): [held: Int32Array, rest: Int32Array] {
  const members = new Map<number, number[]>();
  for (const index of indices) {
    const label = labels[index] as number;
    const list = members.get(label);
    if (list) list.push(index);
    else members.set(label, [index]);
  }
  const places = [...members].flatMap(([label, list]) => {
    const shuffled = new Stream(...key, label).shuffle(list);
    return shuffled.map((index, rank) => ({ index, label, place: (rank + 0.5) / list.length }));
  });
  places.sort((a, b) => a.place - b.place || a.label - b.label);
  const count = Math.round(fraction * indices.length);
  const ascending = (part: typeof places) => Int32Array.from(part, ({ index }) => index).sort();
  return [ascending(places.slice(0, count)), ascending(places.slice(count))];
}

function checkClasses(set: ImageSet, { path, validation, test }: DataSettings, train: Int32Array): void {
  const before = countLabels(set.labels, set.parts.train, set.classes.length);
  const present = set.classes.filter((_, label) => (before[label] as number) > 0);
  if (present.length === 1)
    throw new ProblemError([problem('data.oneClass', path, { path, name: present[0] as string })]);
  const after = countLabels(set.labels, train, set.classes.length);
  const lost = set.classes.flatMap((name, label) => {
    const count = before[label] as number;
    if (count === 0 || (after[label] as number) > 0) return [];
    return [problem('data.splitTakesAll', '', { name, count, validation, test }, { field: 'validation' })];
  });
  if (lost.length > 0) throw new ProblemError(lost);
}
