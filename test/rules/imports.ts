import { parseSync } from 'rolldown/utils';

export interface Import {
  /** What stands between the quotes; null where it is computed. */
  readonly specifier: string | null;
  readonly line: number;
}

/** All imports of a module, re-exports, types and dynamic ones included. Throws where the text does not parse. */
export function importsOf(path: string, text: string): readonly Import[] {
  const { module, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  const requests = [
    ...module.staticImports.map((i) => i.moduleRequest),
    ...module.staticExports.flatMap((e) => e.entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
    ...module.dynamicImports.map((i) => i.moduleRequest),
  ];
  return requests.map(({ start, end }) => ({
    specifier: /^(['"`])([^'"`$]*)\1$/.exec(text.slice(start, end))?.[2] ?? null,
    line: text.slice(0, start).split('\n').length,
  }));
}
