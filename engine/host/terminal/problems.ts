import { describe, describeFix } from '../../base/catalogue/index.ts';
import type { Problem } from '../../base/diagnostics.ts';
import type { WireProblem } from '../../settings/wire-problem.ts';
import { fromWire } from '../wire-problems.ts';
import { terminalLanguage } from './language.ts';
import { bold, dim, note, red, yellow } from './print.ts';
import { text } from './texts.ts';

/** One problem as a person reads it: place, message, what would mend it. */
export function problemText(found: Problem | WireProblem): string {
  const p = fromWire(found);
  const message = describe(p, terminalLanguage());
  const place = [p.node, p.field].filter(Boolean).join('.');
  // Files, flags and arguments stand in the message already; a suggestion that is spelled like the node does not name
  // it.
  const isNode = ([name, value]: readonly [string, unknown]): boolean => name !== 'suggestion' && value === p.node;
  const isTold = Object.entries(p.values).some(isNode) || p.values['field'] === p.field;
  const shown = place && !(p.node ? isTold && message.includes(p.node) : isTold);
  const head = p.severity === 'error' ? red(text('problem.error')) : yellow(text('problem.warning'));
  const fixes = p.fixes
    .map((fix) => `\n    ${dim(text('problem.fix'))} ${describeFix(fix, terminalLanguage())}`)
    .join('');
  return `${head} ${shown ? `${bold(place)}: ` : ''}${message}${fixes}`;
}

/** Each once: several designs may have the same mistake. */
export function noteProblems(problems: readonly Problem[]): void {
  for (const told of new Set(problems.map(problemText))) note(told);
}
