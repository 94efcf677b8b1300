import { arithmetic } from './elementwise.ts';

/** a + b. */
export const add = arithmetic(
  'add',
  (a, b) => a + b,
  (_, { dy }) => [dy, dy],
);
