import type { Use } from '../../engine/analyze/analysis.ts';
import { percent } from '../../engine/base/format.ts';
import { text } from './text.ts';

/**
 * A share of inference's operations, or in its place why there is none: what inference leaves out is no part of them,
 * not 0 % of them.
 */
export const shareOrUse = (use: Use, share: number, format: (share: number) => string = percent): string =>
  use === 'inference' ? format(share) : text(`use.${use}`);
