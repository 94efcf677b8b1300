import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { countLabels, type ImageSet } from './image-set.ts';

const MOST_NAMED = 10;

/**
 * A data set as one to test a network on that knows `classes`: classes are matched by name, whatever their order and
 * Unicode form, and every image is tested, or those of its test part where it has one. Its images stand in
 * `parts.train`, where whatever reads a set looks for them. Images of classes that the network does not know are left
 * out, and said. Throws a ProblemError where none of its classes is known.
 */
export function asTestSet<S extends ImageSet>(set: S, classes: readonly string[], path: string): S {
  const known = new Map(classes.map((name, label) => [name.normalize('NFC'), label]));
  const labelOf = set.classes.map((name) => known.get(name.normalize('NFC')) ?? -1);
  const { train, validation, test } = set.parts;
  const all = test ?? Int32Array.from([...train, ...(validation ?? [])]).sort();
  const counts = countLabels(set.labels, all, set.classes.length);
  const strange = set.classes.flatMap((name, label) =>
    labelOf[label]! < 0 && counts[label]! > 0 ? [{ name, count: counts[label]! }] : [],
  );
  const tested = all.filter((index) => labelOf[set.labels[index]!]! >= 0);
  if (tested.length === 0) {
    const values = { path, found: some(set.classes), known: some(classes) };
    throw new ProblemError([problem('evaluate.noneKnown', path, values)]);
  }
  return {
    ...set,
    classes,
    labels: set.labels.map((label) => Math.max(0, labelOf[label]!)),
    parts: { train: tested, validation: null, test: null },
    divisible: false,
    warnings: [...set.warnings, ...strangers(strange, classes, path)],
  };
}

interface Stranger {
  readonly name: string;
  readonly count: number;
}

function strangers(strange: readonly Stranger[], classes: readonly string[], path: string): readonly Problem[] {
  if (strange.length === 0) return [];
  const values = {
    path,
    images: strange.reduce((sum, { count }) => sum + count, 0),
    classes: some(strange.map(({ name, count }) => `${name} (${count})`)),
    known: some(classes),
  };
  return [problem('evaluate.strangers', path, values, { severity: 'warning' })];
}

/** So many that a message stays short. */
export const some = (names: readonly string[]): string =>
  [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])].join(', ');
