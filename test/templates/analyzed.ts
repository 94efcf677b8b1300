import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import type { Problem } from '../../engine/base/diagnostics.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { buildTemplate, type ImageOverrides } from '../../engine/templates/build.ts';

export interface Analyzed {
  readonly analysis: Analysis;
  readonly problems: readonly Problem[];
}

export function analyzeDocument(document: LoomDocument): Analyzed {
  const { network, problems } = expand(document, blocks);
  const analysis = analyze(network);
  return { analysis, problems: [...problems, ...analysis.problems] };
}

export function analyzeSpec(spec: string, overrides: ImageOverrides = {}): Analyzed {
  const built = buildTemplate(spec, overrides);
  if (!built.document) throw new Error(`${spec}: ${texts(built.problems).join('; ')}`);
  const analyzed = analyzeDocument(built.document);
  return { ...analyzed, problems: [...built.problems, ...analyzed.problems] };
}

export const texts = (problems: readonly Problem[]): readonly string[] =>
  problems.map((p) => `${p.severity} ${p.node}: ${message(p)}`);

/** Sums over the nodes of one module. */
export function under(analysis: Analysis, prefix: string): { readonly weights: number; readonly multiplies: number } {
  let weights = 0;
  let multiplies = 0;
  for (const { node, multiplies: m, weights: specs } of analysis.nodes) {
    if (node.path !== prefix && !node.path.startsWith(`${prefix}/`)) continue;
    multiplies += m;
    weights += specs['weight']?.dims.reduce((a, b) => a * b, 1) ?? 0;
  }
  return { weights, multiplies };
}

/** `28x28x256` of a node's output, as the reference writes it. */
export function shapeOf(analysis: Analysis, path: string): string {
  const [, c, h, w] = analysis.byPath.get(path)?.type?.dims ?? [];
  return `${h}x${w}x${c}`;
}
