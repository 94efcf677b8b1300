import { readFileSync } from 'node:fs';
import type { ProblemCode } from '../../engine/base/catalogue/index.ts';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import type { Problem } from '../../engine/base/diagnostics.ts';
import type { BlockDefinition, DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { parseDocument } from '../../engine/design/parse.ts';

export function fixtureText(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.loom.json`, import.meta.url), 'utf8');
}

export function fixture(name: string): LoomDocument {
  const { document, problems } = parseDocument(fixtureText(name), name);
  if (!document || problems.length > 0) throw new Error(`${name}: ${problems.map((p) => message(p)).join(' ')}`);
  return document;
}

/** A node whose port `in` reads `from`. */
export const node = (
  id: string,
  kind: string,
  from: readonly string[] = [],
  more: Partial<DocumentNode> = {},
): DocumentNode => ({ id, kind, ...(from.length > 0 ? { inputs: { in: from } } : {}), ...more });

export const design = (
  nodes: readonly DocumentNode[],
  blocks: Readonly<Record<string, BlockDefinition>> = {},
  params: LoomDocument['params'] = {},
): LoomDocument => ({ format: 'layerloom', version: 1, name: 'test', params, nodes, blocks });

export const block = (nodes: readonly DocumentNode[], params: BlockDefinition['params'] = {}): BlockDefinition => ({
  title: 'Block',
  params,
  nodes,
});

/** A block from `in` to `out` with these nodes between. */
export const line = (nodes: readonly DocumentNode[], params: BlockDefinition['params'] = {}): BlockDefinition =>
  block([node('in', 'blockInput'), ...nodes, node('out', 'blockOutput', [nodes.at(-1)?.id ?? 'in'])], params);

export const codesOf = (problems: readonly Problem[]): readonly ProblemCode[] => problems.map((p) => p.code);

export const number = (value: number) => ({ type: 'number', default: value }) as const;
