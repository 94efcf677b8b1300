import { FolderOpen, History, LoaderCircle, Pencil, Play, RefreshCw, Trash2 } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { EmptyState } from '../panels/empty-state.tsx';
import { IconButton } from '../panels/icon-button.tsx';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { canResume, loadRuns, openDesignOf, removeRuns, resume, runs, selectedRuns, trainAnew } from '../state/runs.ts';
import { isRunning, training } from '../state/training.ts';
import { RunComparison } from './run-comparison.tsx';
import { RunsTable } from './runs-table.tsx';
import './runs.css';

/** Every run that was kept: what it was, how it went; those that are chosen are compared beside the list. */
export function RunsPanel() {
  const t = useText();
  const state = useStore(runs);
  const chosen = selectedRuns(state);
  useEffect(() => void loadRuns(), []);
  const { value, busy, problems } = state.list;
  if (problems.length > 0) return <ProblemCards problems={problems} />;
  if (!value) return <EmptyState icon={<LoaderCircle className="turning" />} title={t('runs.looking')} />;
  if (value.length === 0)
    return (
      <EmptyState
        icon={<History />}
        title={t('runs.none')}
        text={t('runs.noneText')}
        action={{ label: t('train.start'), command: 'run.train' }}
      />
    );
  return (
    <div className={`runs${chosen.length > 0 ? ' with-comparison' : ''}`} aria-busy={busy}>
      <div className="runs-list">
        <Actions />
        <RunsTable list={value} />
      </div>
      {chosen.length > 0 && <RunComparison chosen={chosen} />}
    </div>
  );
}

function Actions() {
  const t = useText();
  const state = useStore(runs);
  // Whether a run can go on depends on whether another one does.
  useStore(training, isRunning);
  const chosen = selectedRuns(state);
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const whole = only && only.status !== 'broken' ? only : undefined;
  const anewAt = only?.anewAt ?? null;
  const resumeTitle =
    anewAt !== null
      ? t('run.anew', { rate: anewAt })
      : t(only?.resumesFrom === 'beginning' ? 'run.startOver' : 'run.resume');
  return (
    <div className="runs-actions" role="toolbar" aria-label={t('runs.actions')}>
      <span className="dim">{chosen.length === 0 ? t('runs.hint') : t('runs.selected', { count: chosen.length })}</span>
      <button
        type="button"
        className="button"
        disabled={!only || !(canResume(only) || anewAt !== null)}
        aria-label={resumeTitle}
        title={
          anewAt !== null
            ? t('run.anew.help')
            : only?.resumesFrom === 'beginning'
              ? t('run.startOver.help')
              : resumeTitle
        }
        onClick={() => only && (anewAt === null ? resume(only) : trainAnew(only, anewAt))}
      >
        <Play />
        <span>{resumeTitle}</span>
      </button>
      <button
        type="button"
        className="button"
        aria-label={t('runs.openDesign')}
        title={t('runs.openDesign')}
        disabled={!whole}
        onClick={() => whole && openDesignOf(whole)}
      >
        <FolderOpen />
        <span>{t('runs.openDesign')}</span>
      </button>
      <IconButton
        title={t('runs.rename')}
        disabled={!whole}
        onClick={() => whole && runs.setState({ renaming: whole.run })}
      >
        <Pencil />
      </IconButton>
      <IconButton title={t('runs.remove')} disabled={chosen.length === 0} onClick={() => removeRuns(chosen)}>
        <Trash2 />
      </IconButton>
      <IconButton title={t('runs.refresh')} onClick={() => void loadRuns()}>
        <RefreshCw />
      </IconButton>
    </div>
  );
}
