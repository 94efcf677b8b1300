import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { expand } from '../../engine/design/expand.ts';
import { buildTemplate } from '../../engine/templates/build.ts';

/** A template's analysis; throws where it has any problem. */
export function openTemplate(spec: string): Analysis {
  const { document, problems } = buildTemplate(spec);
  if (!document) throw new Error(JSON.stringify(problems));
  const expanded = expand(document, blocks);
  const analysis = analyze(expanded.network);
  const all = [...problems, ...expanded.problems, ...analysis.problems];
  if (all.length) throw new Error(JSON.stringify(all));
  return analysis;
}
