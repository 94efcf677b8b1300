import { grouped } from './format.ts';

/** Names that a message lists. */
const MOST_NAMES = 20;

/** The first names, then how many there are beyond: `a, b, c, … (+2,997)`. */
export function listed(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')}, … (+${grouped(names.length - MOST_NAMES)})`;
}
