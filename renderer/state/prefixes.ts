/** A path and every block around it, from the inside out: `a/b/c`, `a/b`, `a`. */
export function prefixes(path: string): readonly string[] {
  const all: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) all.push(path.slice(0, end));
  return all;
}
