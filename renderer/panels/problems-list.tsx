import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import { problemText, useText } from '../language/text.ts';
import { groupedProblems } from '../state/problem-groups.ts';
import { store } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { EmptyState } from './empty-state.tsx';
import { Fixes } from './problem-cards.tsx';

/** Everything that is wrong: click to go there, one click to mend it. */
export function ProblemsList() {
  const t = useText();
  const problems = groupedProblems(useStore(store, (state) => state.model));
  if (problems.length === 0)
    return <EmptyState icon={<CircleCheck />} title={t('problems.none')} text={t('problems.noneText')} tone="good" />;
  return (
    <ul className="problems scroll" tabIndex={0} aria-label={t('problems.tab')}>
      {problems.slice(0, 300).map(({ problem: found, count }, i) => {
        const Icon = found.severity === 'error' ? CircleAlert : TriangleAlert;
        return (
          <li key={`${found.code}${found.node}${i}`} className={found.severity}>
            <Icon aria-hidden="true" />
            <button
              type="button"
              className="problem-text"
              onClick={() => goTo(found.node)}
              disabled={found.node === ''}
            >
              {found.node !== '' && <span className="path">{found.node}</span>} {problemText(found)}
              {count > 1 && <span className="in-places"> {t('problems.places', { count })}</span>}
            </button>
            <Fixes found={found} />
          </li>
        );
      })}
    </ul>
  );
}
