import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { settingFix } from '../base/setting-fix.ts';
import type { BadImage, ImageSet } from './image-set.ts';

const MOST_NAMED = 10;

/** What is told of images that cannot be read: how many there are, and the first of them by name. */
export function badImages(bad: readonly BadImage[], total: number): ProblemError {
  const sorted = byFile(bad);
  const values = { ...counted(bad, total), ...(bad.length > MOST_NAMED ? { named: MOST_NAMED } : {}) };
  const all = problem('data.badImages', '', values, { fixes: [settingFix('data.skipBad', true)] });
  return new ProblemError([all, ...sorted.slice(0, MOST_NAMED)]);
}

export function skippedImages(bad: readonly BadImage[], total: number): Problem {
  const first = byFile(bad)[0]!.node;
  return problem('data.skippedImages', first, { ...counted(bad, total), first }, { severity: 'warning' });
}

function counted(bad: readonly BadImage[], total: number) {
  const empty = bad.filter(({ problem: { code } }) => code === 'data.emptyFile').length;
  return { count: bad.length, total, ...(empty > 0 ? { empty } : {}) };
}

function byFile(bad: readonly BadImage[]): Problem[] {
  return bad.map((one) => one.problem).sort((a, b) => (a.node < b.node ? -1 : 1));
}

/**
 * The set without these images, which keep their indices. Throws ProblemError where a class has none left to train on.
 */
export function withoutBad<S extends ImageSet>(set: S, bad: readonly BadImage[]): S {
  if (bad.length === 0) return set;
  const gone = new Set(bad.map(({ index }) => index));
  const { train, validation, test } = set.parts;
  const parts = {
    train: kept(train, gone),
    validation: validation && kept(validation, gone),
    test: test && kept(test, gone),
  };
  requireClasses(set, parts.train, gone);
  return { ...set, parts };
}

export const kept = (part: Int32Array, gone: ReadonlySet<number>): Int32Array =>
  part.filter((index) => !gone.has(index));

/** Throws ProblemError where all images that a class had for training are gone. */
export function requireClasses({ labels, classes }: ImageSet, train: Int32Array, gone: ReadonlySet<number>): void {
  const left = new Set(train.map((index) => labels[index]!));
  const lost = new Map<number, number>();
  for (const index of gone) {
    const label = labels[index]!;
    if (!left.has(label)) lost.set(label, (lost.get(label) ?? 0) + 1);
  }
  const report = ([label, count]: [number, number]): Problem =>
    problem('data.classUnreadable', '', { name: classes[label]!, count });
  if (lost.size > 0) throw new ProblemError([...lost].slice(0, MOST_NAMED).map(report));
}
