import { describe, describeFix } from '../../base/catalogue/index.ts';
import type { Problem } from '../../base/diagnostics.ts';
import type { WireProblem } from '../protocol.ts';
import { fromWire } from '../wire-problems.ts';
import { bold, dim, note, red, yellow } from './print.ts';

/** One problem as a person reads it: place, message, what would mend it. */
export function problemText(found: Problem | WireProblem): string {
  const p = fromWire(found);
  const place = [p.node, p.field].filter(Boolean).join('.');
  const head = p.severity === 'error' ? red('error') : yellow('warning');
  const fixes = p.fixes.map((fix) => `\n    ${dim('fix:')} ${describeFix(fix)}`).join('');
  return `${head} ${place ? `${bold(place)}: ` : ''}${describe(p)}${fixes}`;
}

export function noteProblems(problems: readonly Problem[]): void {
  for (const p of problems) note(problemText(p));
}

/** A problem as data, with its English text for whoever reads the JSON. */
export function problemJson(p: Problem): object {
  return { ...p, message: describe(p), fixes: p.fixes.map((fix) => ({ ...fix, message: describeFix(fix) })) };
}
