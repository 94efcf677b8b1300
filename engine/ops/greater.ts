import { relation } from './elementwise.ts';

/** a > b. */
export const greater = relation('greater', ['f32', 'u32', 'i64'], (a, b) => a > b);
