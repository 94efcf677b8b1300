import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { Fix, Problem } from '../../engine/base/diagnostics.ts';
import { fixEdit } from '../../engine/design/fix.ts';
import { fixText, problemText, text } from '../language/text.ts';
import { tell } from '../state/gestures.ts';
import { library } from '../state/model.ts';
import { edit } from '../state/store.ts';

export function applyFixNow(fix: Fix): void {
  tell(edit(text('did.fix', { fix: fixText(fix) }), fixEdit(fix, library)));
}

/** What is wrong at a place, each with the buttons that mend it. */
export function ProblemCards({ problems }: { readonly problems: readonly Problem[] }) {
  return problems.slice(0, 6).map((found, i) => <ProblemCard key={`${found.code}${found.node}${i}`} found={found} />);
}

function ProblemCard({ found }: { readonly found: Problem }) {
  const Icon = found.severity === 'error' ? CircleAlert : TriangleAlert;
  return (
    <div className={`problem-card ${found.severity}`} role="note">
      <Icon aria-hidden="true" />
      <div>
        <p>{problemText(found)}</p>
        <Fixes fixes={found.fixes} />
      </div>
    </div>
  );
}

export function Fixes({ fixes }: { readonly fixes: readonly Fix[] }) {
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
