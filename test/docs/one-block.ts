import { analyze } from '../../engine/analyze/analyze.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { trainingSettings } from '../../engine/settings/training.ts';

/** The batch and the block size that docs/architecture.md shows. */
const BATCH = 64;
export const BLOCK = 16;

/**
 * A design as a reader of the text would follow it: from JSON to the training step. Throws where it has any problem at
 * all.
 */
export function follow(json: string) {
  const { document, problems } = parseDocument(json, 'docs/architecture.md');
  if (!document) throw new Error(`the document cannot be read: ${JSON.stringify(problems)}`);
  return { document, ...followDocument(document, problems) };
}

function followDocument(document: LoomDocument, before: readonly unknown[]) {
  const { network, problems } = expand(document, blocks);
  const analysis = analyze(network);
  const all = [...before, ...problems, ...analysis.problems];
  if (all.length > 0) throw new Error(`the document has problems: ${JSON.stringify(all)}`);
  return { network, analysis, step: compileTraining(analysis, trainingSettings.parse({ batch: BATCH })) };
}
