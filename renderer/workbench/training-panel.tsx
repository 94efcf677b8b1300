import {
  ChartSpline,
  FolderSearch,
  ImageUp,
  type LucideIcon,
  Pause,
  Play,
  RotateCcw,
  Share,
  Square,
  SquareCheckBig,
} from 'lucide-react';
import { useStore } from 'zustand';
import { duration, grouped, percent } from '../../engine/base/format.ts';
import { DepthChart, isChart } from '../charts/depth-chart.tsx';
import { type TextKey, useText } from '../language/text.ts';
import { EmptyState } from '../panels/empty-state.tsx';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { openExport } from '../state/export-onnx.ts';
import { tellError } from '../state/session.ts';
import { store } from '../state/store.ts';
import { runShare, sweepSecondsLeft, sweepShare } from '../state/sweep-progress.ts';
import { openTest } from '../state/test-run.ts';
import { openSetup } from '../state/train-setup.ts';
import {
  continueTraining,
  decideOnClose,
  isRunning,
  lacksData,
  locateData,
  pauseTraining,
  resumeKept,
  stopTraining,
  type Training,
  training,
} from '../state/training.ts';
import { openTry } from '../state/try-image.ts';
import { ChartControls } from './chart-controls.tsx';
import { RunCurves, shareText } from './run-curves.tsx';
import './workbench.css';

/** The run that goes on, or the last one of this window: how far it is, its curves, and what can be done with it. */
export function TrainingPanel() {
  const t = useText();
  const run = useStore(training);
  if (run.status === 'idle')
    return (
      <EmptyState
        icon={<ChartSpline />}
        title={t('train.none')}
        text={t('train.noneText')}
        action={{ label: t('train.start'), command: 'run.train' }}
      />
    );
  return (
    <div className="training">
      <div className="training-head">
        {isRunning(run) ? <RunControls status={run.status} /> : <ResumeButtons run={run} />}
        <Facts run={run} />
        {isRunning(run) && <OnClose onClose={run.onClose} />}
        <ChartControls />
      </div>
      {!isRunning(run) && <NextSteps run={run} />}
      {isRunning(run) && <OwnCopy of={run.document} />}
      {run.problems.length > 0 && (
        <div className="training-problems scroll">
          <ProblemCards problems={run.problems} />
        </div>
      )}
      {run.sweep && isChart(run.sweep.points) && <DepthChart points={run.sweep.points} />}
      {run.start && <RunCurves series={run.series} revision={run.revision} steps={run.start.steps} />}
    </div>
  );
}

function Facts({ run: { status, start, step, best, sweep } }: { readonly run: Training }) {
  const t = useText();
  const share = runShare({ step, start });
  return (
    <div className="training-facts">
      <b className={`run-status ${status}`} role="status">
        {t(`run.${status}`)}
      </b>
      {sweep && (
        <>
          <Fact label={sweep.label} value={t('run.of', { now: grouped(sweep.index + 1), all: grouped(sweep.count) })} />
          <Fact label={t('sweep.whole')} value={percent(sweepShare(sweep, share))} />
        </>
      )}
      {step && start && (
        <>
          <Fact label={t('run.step')} value={t('run.of', { now: grouped(step.step + 1), all: grouped(start.steps) })} />
          <Fact
            label={t('run.epoch')}
            value={t('run.of', { now: grouped(step.epoch + 1), all: grouped(start.epochs) })}
          />
          {status === 'running' && (
            <Fact
              label={t(sweep ? 'sweep.left' : 'run.left')}
              value={duration(1000 * (sweep ? sweepSecondsLeft(sweep, share, step.secondsLeft) : step.secondsLeft))}
            />
          )}
          {best && (
            <Fact
              label={t('run.best')}
              value={t('run.bestAt', { accuracy: shareText(best.valAccuracy), epoch: best.epoch + 1 })}
            />
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

/**
 * Stop first, then Pause: what is before them, and before the facts, never changes its width, so that neither moves
 * under the mouse.
 */
function RunControls({ status }: { readonly status: Training['status'] }) {
  const t = useText();
  const paused = status === 'paused';
  return (
    <div className="run-controls">
      <button type="button" className="button" disabled={status === 'stopping'} onClick={stopTraining}>
        <Square />
        {t('train.stop')}
      </button>
      <button
        type="button"
        className="button"
        disabled={status === 'starting' || status === 'stopping'}
        onClick={paused ? continueTraining : pauseTraining}
      >
        {paused ? <Play /> : <Pause />}
        {t(paused ? 'run.goOn' : 'run.pause')}
      </button>
    </div>
  );
}

/** Where a run ended: what can be done with what it learned. */
function NextSteps({ run: { start, sweep } }: { readonly run: Training }) {
  const t = useText();
  const run = start?.run ?? null;
  const step = (Icon: LucideIcon, title: TextKey, act: () => void, primary = false) => (
    <button type="button" className={`button${primary ? ' primary' : ''}`} onClick={act}>
      <Icon />
      {t(title)}
    </button>
  );
  return (
    <div className="next-steps" role="toolbar" aria-label={t('next.title')}>
      {run !== null && (
        <>
          {step(SquareCheckBig, 'next.test', () => void openTest(run).catch(tellError), true)}
          {step(ImageUp, 'command.try', () => void openTry(undefined, run).catch(tellError))}
          {step(Share, 'next.export', () => openExport(run))}
        </>
      )}
      {step(RotateCcw, 'next.again', openSetup)}
      {run !== null && sweep !== null && <span className="dim">{t('next.ofSweep', { label: sweep.label })}</span>}
    </div>
  );
}

/**
 * A run that ended before its end goes on from its checkpoint; where its images are gone, with those at another place.
 */
function ResumeButtons({ run }: { readonly run: Training }) {
  const t = useText();
  const { status, kept } = run;
  if (kept === null || (status !== 'stopped' && status !== 'failed')) return null;
  return (
    <div className="run-controls">
      {lacksData(run) && (
        <button
          type="button"
          className="button"
          title={t('run.locateData.help')}
          onClick={() => void locateData(run).catch(tellError)}
        >
          <FolderSearch />
          {t('run.locateData')}
        </button>
      )}
      <button type="button" className="button" onClick={() => resumeKept(run)}>
        <Play />
        {t(kept.kind === 'sweep' ? 'runs.resumeSweep' : 'run.resume')}
      </button>
    </div>
  );
}

/** What becomes of the run when the window goes. */
function OnClose({ onClose }: Pick<Training, 'onClose'>) {
  const t = useText();
  return (
    <label className="chip on-close">
      <span>{t('run.onClose')}</span>
      <select value={onClose} onChange={(event) => decideOnClose(event.target.value === 'stop' ? 'stop' : 'goOn')}>
        <option value="goOn">{t('run.onClose.goOn')}</option>
        <option value="stop">{t('run.onClose.stop')}</option>
      </select>
    </label>
  );
}

/** That edits do not reach the run, once there are some. */
function OwnCopy({ of: own }: { readonly of: Training['document'] }) {
  const t = useText();
  const document = useStore(store, (state) => state.history.document);
  const edited =
    own !== null && !(own.nodes === document.nodes && own.blocks === document.blocks && own.params === document.params);
  return edited && <p className="own-copy dim">{t('run.ownCopy')}</p>;
}
