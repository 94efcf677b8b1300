/**
 * Says why the Node that runs this cannot be packed; null where it can. Linux distributions build theirs on libraries
 * of their own system, which other machines lack.
 * @param {Readonly<Record<string, unknown>>} variables `process.config.variables`
 */
export function reasonAgainstNode(variables) {
  const shared = Object.keys(variables).filter((name) => name.startsWith('node_shared') && variables[name] === true);
  if (shared.length === 0) return null;
  return `This Node needs libraries of the system it was built for (${shared.join(', ')}). Pack with one from nodejs.org.`;
}
