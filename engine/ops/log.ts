import { div } from './div.ts';
import { unary } from './elementwise.ts';

/** ln x. */
export const log = unary('log', Math.log, (b, { x, dy }) => b.one(div, {}, dy, x));
