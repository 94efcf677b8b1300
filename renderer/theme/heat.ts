/** Upper ends of the heat scale's steps, as shares of the whole. */
export const heatSteps = [0.03, 0.07, 0.14, 0.25, 0.4] as const;

/** 0 … 5 on the scale from blue to red (`--heat-0` … `--heat-5`); the number always stands beside it. */
export function heatOf(share: number): number {
  const step = heatSteps.findIndex((end) => share < end);
  return step < 0 ? heatSteps.length : step;
}
