import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Fix, Problem } from '../../engine/base/diagnostics.ts';
import { fixEdit } from '../../engine/design/fix.ts';
import { fixText, problemText, text, useText } from '../language/text.ts';
import { roomOf } from '../scene/forms.ts';
import { fixesOf, subscribeFixes } from '../state/fixes.ts';
import { tell } from '../state/gestures.ts';
import { library } from '../state/model.ts';
import { groupProblems } from '../state/problem-groups.ts';
import { edit, get, store } from '../state/store.ts';
import { mendSetting } from '../state/train-setup.ts';

export function applyFixNow(fix: Fix): void {
  const settings = fix.actions.filter((action) => action.do === 'setSetting');
  if (settings.length > 0) return settings.forEach(({ field, value }) => mendSetting(field, value));
  tell(
    edit(text('did.fix', { fix: fixText(fix) }), fixEdit(fix, library, roomOf(get().settings.direction === 'right'))),
  );
}

/** What is wrong at a place, each with the buttons that mend it; `about` names what a problem is told of. */
export function ProblemCards({
  problems,
  about = () => null,
}: {
  readonly problems: readonly Problem[];
  readonly about?: (problem: Problem) => string | null;
}) {
  const model = useStore(store, (state) => state.model);
  return groupProblems(model, problems)
    .slice(0, 6)
    .map(({ problem, count }, i) => (
      <ProblemCard key={`${problem.code}${problem.node}${i}`} found={problem} about={about(problem)} count={count} />
    ));
}

function ProblemCard({
  found,
  about,
  count,
}: {
  readonly found: Problem;
  readonly about: string | null;
  readonly count: number;
}) {
  const t = useText();
  const Icon = found.severity === 'error' ? CircleAlert : TriangleAlert;
  return (
    <div className={`problem-card ${found.severity}`} role="note">
      <Icon aria-hidden="true" />
      <div>
        <p>
          {about !== null && <strong>{about} </strong>}
          {problemText(found)}
          {count > 1 && <span className="in-places"> {t('problems.places', { count })}</span>}
        </p>
        <Fixes found={found} />
      </div>
    </div>
  );
}

/** Buttons for what mends a problem. */
export function Fixes({ found }: { readonly found: Problem }) {
  const model = useStore(store, (state) => state.model);
  const fixes = useSyncExternalStore(subscribeFixes, () => fixesOf(model, found));
  if (fixes.length === 0) return null;
  return (
    <div className="fixes">
      {fixes.map((fix, i) => (
        <button key={`${fix.code}${i}`} type="button" className="button fix" onClick={() => applyFixNow(fix)}>
          {fixText(fix)}
        </button>
      ))}
    </div>
  );
}
