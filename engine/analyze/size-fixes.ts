import type { Fix, FixAction, ParamValue, Problem } from '../base/diagnostics.ts';
import { isProblem, mapOf } from '../layers/feature-map.ts';
import type { LayerDef, RawParams, Size } from '../layers/layer.ts';
import { readParams } from '../layers/params.ts';
import type { AnalyzedNode } from './analysis.ts';
import { sourcePaths } from './tensors.ts';

type ByPath = ReadonlyMap<string, AnalyzedNode>;

/** Codes of problems that two inputs differ in rows and columns. `values.input` and `values.other` count the two inputs from 1. */
const differingSizes: ReadonlySet<string> = new Set(['concat.sizes', 'add.shapes', 'multiply.shapes']);

/**
 * Adds fixes that reach up the wires: the padding, the stride, or both, of the window that made one branch's rows and columns differ, where that makes
 * them agree. The layer that found the problem sees types alone and cannot know these.
 */
export function withSizeFixes(found: Problem, byPath: ByPath): Problem {
  const { input, other } = found.values;
  const node = byPath.get(found.node);
  if (!node?.site || !differingSizes.has(found.code) || typeof input !== 'number' || typeof other !== 'number')
    return found;
  const types = node.site.inputs['in'] ?? [];
  const [odd, even] = [types[input - 1], types[other - 1]].map((type) => (type ? mapOf(type) : null));
  if (!odd || !even || (odd.size[0] === even.size[0] && odd.size[1] === even.size[1])) return found;
  // A concat stacks channels; where they must agree and do not, rows and columns are only half of it.
  if (found.code !== 'concat.sizes' && odd.channels !== even.channels) return found;
  const sources = sourcePaths(node);
  const fixes = [fixWindow(byPath, sources[input - 1], even.size), fixWindow(byPath, sources[other - 1], odd.size)];
  return { ...found, fixes: [...found.fixes, ...fixes.filter((fix) => fix !== null)] };
}

/** Changes the nearest window at or above `path` so that it gives `wanted` rows and columns; null where neither padding nor stride does. */
function fixWindow(byPath: ByPath, path: string | undefined, wanted: Size): Fix | null {
  const at = path === undefined ? null : windowAbove(byPath, path);
  if (!at?.layer || !at.site) return null;
  const tries: readonly Readonly<Record<string, ParamValue>>[] = [
    { padding: 'same' },
    { stride: 1 },
    { padding: 'same', stride: 1 },
  ];
  for (const changes of tries) {
    if (!gives(at, at.layer, { ...at.node.params, ...changes }, wanted)) continue;
    const actions: FixAction[] = Object.entries(changes).map(([field, value]) => ({
      do: 'setParam',
      node: at.node.path,
      field,
      value,
    }));
    const settings = Object.entries(changes).map(([field, value]) => `${field} ${String(value)}`);
    return { code: 'window.set', values: { node: at.node.path, settings: settings.join(', ') }, actions };
  }
  return null;
}

/** The nearest node, `path` or above it, that slides a window; only layers that keep rows and columns may stand between. */
function windowAbove(byPath: ByPath, path: string): AnalyzedNode | null {
  const seen = new Set<AnalyzedNode>();
  let node = byPath.get(path);
  while (node?.layer && !seen.has(node)) {
    if ('padding' in node.layer.params) return node;
    seen.add(node);
    const sources = sourcePaths(node);
    const keepsSize = node.layer.category === 'activation' || node.layer.category === 'normalization';
    node = keepsSize || node.node.kind === 'dropout' ? byPath.get(sources[0] ?? '') : undefined;
  }
  return null;
}

function gives({ site }: AnalyzedNode, layer: LayerDef, raw: RawParams, wanted: Size): boolean {
  const { params, problems } = readParams(layer.params, raw, '');
  if (!site || !params || problems.length > 0) return false;
  const out = layer.shape({ ...site, params });
  const size = isProblem(out) ? undefined : mapOf(out)?.size;
  return size !== undefined && size[0] === wanted[0] && size[1] === wanted[1];
}
