/** How far a run is, of 1. */
export const runShare = ({
  step,
  start,
}: {
  readonly step: { readonly step: number } | null;
  readonly start: { readonly steps: number } | null;
}): number => (step && start && start.steps > 0 ? (step.step + 1) / start.steps : 0);

/** What one design of a sweep has of its multiplications: those before it, and its own. */
interface Work {
  readonly before: number;
  readonly own: number;
}

/** How far a whole sweep is, of 1, where its present run is `share` done. */
export const sweepShare = ({ before, own }: Work, share: number): number => before + own * share;

/**
 * Seconds until the whole sweep is done: the present run needs `left` for what it has to do yet, and those to come take
 * as long for each multiplication.
 */
export function sweepSecondsLeft({ before, own }: Work, share: number, left: number): number {
  const ahead = own * (1 - share);
  const after = Math.max(0, 1 - before - own);
  // At a run's last step nothing is left to measure by.
  return ahead > 0 ? left * (1 + after / ahead) : left;
}
