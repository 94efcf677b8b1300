/** Upper ends of the heat scale's steps, as shares of the whole. */
export const heatSteps = [0.03, 0.07, 0.14, 0.25, 0.4] as const;

/** 0 … 5 on the scale from blue to red (`--heat-0` … `--heat-5`); the number always stands beside it. */
export function heatOf(share: number): number {
  const step = heatSteps.findIndex((end) => share < end);
  return step < 0 ? heatSteps.length : step;
}

/**
 * The norms of a gradient at which each colour of the scale stands: from vanished to exploded, two decades a colour.
 */
export const normMarks = [1e-6, 1e-4, 1e-2, 1, 1e2, 1e4] as const;

/** Place of a norm on the heat scale, 0 … 5, by its logarithm; what is not finite has exploded. */
export function normHeat(norm: number): number {
  const place = (Math.log10(norm) - Math.log10(normMarks[0])) / 2;
  return Number.isNaN(place) ? normMarks.length - 1 : Math.min(normMarks.length - 1, Math.max(0, place));
}

/**
 * The colour at a place of the heat scale, between two of its colours. `token` gives what a colour's name stands for.
 */
export function heatColour(place: number, token: (name: string) => string = (name) => `var(--${name})`): string {
  const step = Math.min(Math.floor(place), normMarks.length - 2);
  return `color-mix(in oklab, ${token(`heat-${step + 1}`)} ${Math.round((place - step) * 100)}%, ${token(`heat-${step}`)})`;
}
