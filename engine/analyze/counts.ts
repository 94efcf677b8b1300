import { type Problem, problem } from '../base/diagnostics.ts';
import type { Totals } from './analysis.ts';

/**
 * The largest count of a layer or network that is taken: numbers are exact up to 2⁵³, and what is made of a count
 * (bytes, those of inputs and outputs together, a norm's four operations a number) is less than 32 times as large. A
 * product whose value is below has no partial product above.
 */
const MOST = 2 ** 48;

/** What is counted, as a message calls it. */
export const counted = [
  'output numbers',
  'parameters',
  'multiplications',
  'pixels between neighbouring outputs',
] as const;
export type Counted = (typeof counted)[number];

/** The first of the counts that is too large to be exact; null where all are. */
export const tooLarge = (counts: Readonly<Partial<Record<Counted, number>>>): Counted | null =>
  (Object.entries(counts) as [Counted, number][]).find(([, count]) => !(count <= MOST))?.[0] ?? null;

/** That a layer has more of something than can be counted exactly. */
export const countProblem = (node: string, what: Counted): Problem =>
  problem('count.tooLarge', node, { what, limit: MOST });

/** The same of the layers of a network together, each of which can be counted. */
export function totalProblems({ params, multiplies, activationBytes }: Totals): readonly Problem[] {
  const what = tooLarge({ parameters: params, multiplications: multiplies, 'output numbers': activationBytes / 4 });
  return what === null ? [] : [problem('count.totalTooLarge', '', { what, limit: MOST })];
}
