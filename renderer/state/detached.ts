import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import type { Problem } from '../../engine/base/diagnostics.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { DETACHED, findBlock } from '../../engine/design/locate.ts';
import type { NetworkGroup } from '../../engine/design/network.ts';

/** What a block is fed that is looked at by itself, so that its volumes and costs can be seen. */
export const sample = { height: 28, width: 28, channels: 64 } as const;

/** The block whose inside a scope shows outside the design; null for the design and its instances. */
export const detachedIn = (scope: string): string | null =>
  scope.startsWith(DETACHED) ? scope.split('/', 1)[0]!.slice(DETACHED.length) : null;

/**
 * A block with its default parameters, each input fed by the sample: its layers stand at `block:<name>/…`, the sample
 * at `block:`. Of its problems only those that it has whatever it is fed; null for an unknown block.
 */
export function analyzeDetached(
  document: LoomDocument,
  name: string,
): {
  readonly byPath: ReadonlyMap<string, AnalyzedNode>;
  readonly groups: readonly NetworkGroup[];
  readonly problems: readonly Problem[];
} | null {
  const block = findBlock(document, blocks, name);
  if (!block) return null;
  const path = DETACHED + name;
  const ports = block.nodes.filter(({ kind }) => kind === 'blockInput');
  const { network, problems } = expand(
    {
      ...document,
      params: {},
      nodes: [
        { id: DETACHED, kind: 'input', params: sample },
        { id: path, kind: path, inputs: Object.fromEntries(ports.map(({ id }) => [id, [DETACHED]])) },
      ],
    },
    blocks,
  );
  return {
    byPath: analyze(network).byPath,
    groups: network.groups,
    problems: problems.filter(({ node }) => node === path || node.startsWith(`${path}/`)),
  };
}
