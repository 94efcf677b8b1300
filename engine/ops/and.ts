import { relation } from './elementwise.ts';

/** Both true. */
export const and = relation('and', ['bool'], (a, b) => a !== 0 && b !== 0);
