/** Comments, and names that are not of components. */
const NAMES = /\/\/.*|(?<![.\w])[A-Za-z_]\w*/g;

/** The names in the statements of a function: its own, and those that it uses. */
export const namesIn = (text: string): ReadonlySet<string> => new Set([...text.matchAll(NAMES)].map(([name]) => name));

/** The statements with other names for some. */
export const renamed = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(NAMES, (name) => names.get(name) ?? name);
