import type { Problem } from '../../base/diagnostics.ts';
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
  const { network, problems: expanding } = expand(document, library);
  const analysis = analyze(network);
  const problems = [...expanding, ...analysis.problems];
  if (problems.every(({ fixes }) => fixes.length === 0) && problems.length === 0) return { analysis, problems };
  const mender = new Mender(document, library, { problems, byPath: analysis.byPath }, (changed) =>
    judge(changed, library, analysis),
  );
  const mended = new Map(problems.map((found) => [found, { ...found, fixes: mender.fixes(found) }]));
  const withFixes = (found: Problem): Problem => mended.get(found)!;
  return { analysis: { ...analysis, problems: analysis.problems.map(withFixes) }, problems: problems.map(withFixes) };
}

function judge(document: LoomDocument, library: Library, before: Analysis): Judged {
  const { network, problems } = expand(document, library);
  const analysis = analyze(network, before);
  return { problems: [...problems, ...analysis.problems], byPath: analysis.byPath };
}
