import { Pause, Play, Square } from 'lucide-react';
import { useStore } from 'zustand';
import { duration, grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { chartView, SMOOTHINGS } from '../state/chart-view.ts';
import { store } from '../state/store.ts';
import {
  continueTraining,
  isRunning,
  pauseTraining,
  stopTraining,
  type Training,
  training,
} from '../state/training.ts';
import { RunCurves, shareText } from './run-curves.tsx';
import './workbench.css';

/** The run that goes on, or the last one of this window: how far it is, its curves, and what can be done with it. */
export function TrainingPanel() {
  const t = useText();
  const run = useStore(training);
  if (run.status === 'idle') return <p className="panel-empty">{t('train.none')}</p>;
  return (
    <div className="training">
      <div className="training-head">
        <Facts run={run} />
        <ChartControls />
        {isRunning(run) && <RunControls status={run.status} />}
      </div>
      {isRunning(run) && <OwnCopy run={run} />}
      {run.problems.length > 0 && (
        <div className="training-problems scroll">
          <ProblemCards problems={run.problems} />
        </div>
      )}
      {run.start && <RunCurves series={run.series} revision={run.revision} steps={run.start.steps} />}
    </div>
  );
}

function Facts({ run: { status, start, step, epoch } }: { readonly run: Training }) {
  const t = useText();
  return (
    <div className="training-facts">
      <b className={`run-status ${status}`} role="status">
        {t(`run.${status}`)}
      </b>
      {step && start && (
        <>
          <Fact label={t('run.step')} value={t('run.of', { now: grouped(step.step + 1), all: grouped(start.steps) })} />
          <Fact
            label={t('run.epoch')}
            value={t('run.of', { now: grouped(step.epoch + 1), all: grouped(start.epochs) })}
          />
          {status === 'running' && <Fact label={t('run.left')} value={duration(step.secondsLeft * 1000)} />}
          {epoch && epoch.valAccuracy !== null && (
            <Fact label={t('run.validated')} value={shareText(epoch.valAccuracy)} />
          )}
        </>
      )}
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="fact">
      <span>{label}</span>
      <strong>{value}</strong>
    </div>
  );
}

function RunControls({ status }: { readonly status: Training['status'] }) {
  const t = useText();
  const paused = status === 'paused';
  return (
    <div className="run-controls">
      <button
        type="button"
        className="button"
        disabled={status === 'starting' || status === 'stopping'}
        onClick={paused ? continueTraining : pauseTraining}
      >
        {paused ? <Play /> : <Pause />}
        {t(paused ? 'run.goOn' : 'run.pause')}
      </button>
      <button type="button" className="button" disabled={status === 'stopping'} onClick={stopTraining}>
        <Square />
        {t('train.stop')}
      </button>
    </div>
  );
}

function ChartControls() {
  const t = useText();
  const { smoothing, log } = useStore(chartView);
  return (
    <div className="chart-controls">
      <label className="chip">
        <span>{t('curve.smoothing')}</span>
        <select value={smoothing} onChange={(event) => chartView.setState({ smoothing: Number(event.target.value) })}>
          {SMOOTHINGS.map((span) => (
            <option key={span} value={span}>
              {span === 1 ? t('curve.noSmoothing') : t('curve.over', { count: span })}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="chip toggle"
        aria-pressed={log}
        onClick={() => chartView.setState({ log: !log })}
      >
        {t('curve.log')}
      </button>
    </div>
  );
}

/** Says that edits do not reach the run, once there are some. */
function OwnCopy({ run }: { readonly run: Training }) {
  const t = useText();
  const document = useStore(store, (state) => state.history.document);
  const { document: own } = run;
  if (!own || (own.nodes === document.nodes && own.blocks === document.blocks && own.params === document.params))
    return null;
  return <p className="own-copy dim">{t('run.ownCopy')}</p>;
}
