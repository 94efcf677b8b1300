import type { Problem } from '../../base/diagnostics.ts';
import { limited } from '../../base/problem-list.ts';
import type { Library, LoomDocument } from '../../design/document.ts';
import { expand } from '../../design/expand.ts';
import type { Analysis } from '../analysis.ts';
import { analyze } from '../analyze.ts';
import { type Judged, Mender } from './mender.ts';

/** A design expanded and analysed, with the fixes of every problem that mend it (see Mender). */
export function judgeMended(
  document: LoomDocument,
  library: Library,
): { readonly analysis: Analysis; readonly problems: readonly Problem[] } {
  const { network, problems: expanding, layersOfWork } = expand(document, library);
  const analysis = analyze(network);
  const problems = limited([...expanding, ...analysis.problems]);
  if (problems.every(({ fixes }) => fixes.length === 0) && problems.length === 0) return { analysis, problems };
  const mender = new Mender(document, library, { problems, byPath: analysis.byPath, layersOfWork }, (changed) =>
    judge(changed, library, analysis),
  );
  const mended = new Map(problems.map((found) => [found, { ...found, fixes: mender.fixes(found) }]));
  const withFixes = (found: Problem): Problem => mended.get(found) ?? found;
  return { analysis: { ...analysis, problems: analysis.problems.map(withFixes) }, problems: problems.map(withFixes) };
}

function judge(document: LoomDocument, library: Library, before: Analysis): Judged {
  const { network, problems, layersOfWork } = expand(document, library);
  const analysis = analyze(network, before);
  return { problems: limited([...problems, ...analysis.problems]), byPath: analysis.byPath, layersOfWork };
}
