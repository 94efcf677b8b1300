import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { RunSummary } from '../../engine/host/runs-protocol.ts';
import { dateText } from '../language/date-text.ts';
import { useText } from '../language/text.ts';
import { loadRuns, runs } from '../state/runs.ts';
import { tellError } from '../state/session.ts';
import { trainedRuns } from '../state/trained-runs.ts';
import { shareText } from './run-curves.tsx';

/** Which run's weights are meant; `none` names the choice of no run, where that is one. */
export function RunChoice({
  value,
  none,
  onChange,
}: {
  readonly value: string | null;
  readonly none?: string;
  readonly onChange: (run: string | null) => void;
}) {
  const t = useText();
  const state = useStore(runs);
  useEffect(() => void loadRuns().catch(tellError), []);
  const all = trainedRuns(state);
  const known = value === null || all.some(({ run }) => run === value);
  return (
    <select
      className="field"
      aria-label={t('export.weights')}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {!known && <option value={value}>{value}</option>}
      {all.map(({ run, name, modified, facts }) => (
        <option key={run} value={run}>
          {[name, dateText(new Date(facts?.created ?? modified)), bestOf(facts)]
            .filter((part) => part !== '')
            .join(' · ')}
        </option>
      ))}
    </select>
  );
}

/** Best accuracy on the validation images; nothing for a run that has none. */
const bestOf = (facts: RunSummary['facts']): string => {
  const best = facts?.bestValAccuracy ?? null;
  return best === null ? '' : shareText(best);
};
