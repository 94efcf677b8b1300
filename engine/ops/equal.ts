import { relation } from './elementwise.ts';

/** a = b. */
export const equal = relation('equal', ['f32', 'u32', 'i64', 'bool'], (a, b) => a === b);
