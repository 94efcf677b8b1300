import { expect } from 'vitest';
import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { ShapesOf } from '../../engine/design/conversions/conversion.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { buildTemplate } from '../../engine/templates/build.ts';

/** The analysis of a document that expands without problems. */
export function analyzed(document: LoomDocument): Analysis {
  const { network, problems } = expand(document, blocks);
  expect(problems).toEqual([]);
  return analyze(network);
}

export const shapesOf: ShapesOf = (document) => {
  const { byPath } = analyze(expand(document, blocks).network);
  return (path) => byPath.get(path)?.type ?? null;
};

export const template = (spec: string): LoomDocument => buildTemplate(spec).document!;
