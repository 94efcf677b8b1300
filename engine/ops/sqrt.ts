import { scale } from './compose.ts';
import { div } from './div.ts';
import { unary } from './elementwise.ts';

/** √x; dx = dy / (2y). */
export const sqrt = unary('sqrt', Math.sqrt, (b, { y, dy }) => b.one(div, {}, scale(b, dy, 0.5), y));
