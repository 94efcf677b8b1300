import type { LoomDocument } from './document.ts';
import { fieldsOf } from './schema.ts';

const WIDTH = 120;

/**
 * The text of a `.loom.json`: fields in the schema's order, whatever is short on one line (a node, mostly), so that
 * changes show as changed lines. Names of parameters, ports and blocks keep the document's order.
 */
export function serializeDocument(document: LoomDocument): string {
  const ordered = inOrder(document, fieldsOf.document, {
    params: (params) => mapValues(params, (param) => inOrder(param, fieldsOf.param)),
    nodes: (nodes) => nodes.map((node) => inOrder(node, fieldsOf.node)),
    blocks: (blocks) =>
      mapValues(blocks, (block) =>
        inOrder(block, fieldsOf.block, {
          params: (params) => mapValues(params, (param) => inOrder(param, fieldsOf.param)),
          nodes: (nodes) => nodes.map((node) => inOrder(node, fieldsOf.node)),
        }),
      ),
  });
  return `${print(ordered, '', 0)}\n`;
}

function inOrder<T extends object>(
  object: T,
  fields: readonly string[],
  inside: { readonly [K in keyof T]?: (value: NonNullable<T[K]>) => unknown } = {},
): Readonly<Record<string, unknown>> {
  const entries = fields.flatMap((field) => {
    const value = object[field as keyof T];
    if (value === undefined || value === null) return [];
    const within = inside[field as keyof T];
    return [[field, within ? within(value) : value] as const];
  });
  return Object.fromEntries(entries);
}

function mapValues<T>(table: Readonly<Record<string, T>>, f: (value: T) => unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, f(value)]));
}

/** `used` columns are taken on this line. Depth is that of the format, ten or so. */
function print(value: unknown, indent: string, used: number): string {
  const short = printShort(value);
  if (typeof value !== 'object' || value === null || indent.length + used + short.length <= (indent === '' ? 0 : WIDTH))
    return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every((element) => typeof element === 'number')) return short;
    return `[\n${value.map((element) => inner + print(element, inner, 0)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, element]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + print(element, inner, name.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function printShort(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printShort).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, element]) => `${JSON.stringify(key)}: ${printShort(element)}`).join(', ')} }`;
}
