import { unary } from './elementwise.ts';
import { mul } from './mul.ts';

/** e^x. */
export const exp = unary('exp', Math.exp, (b, { y, dy }) => b.one(mul, {}, dy, y));
