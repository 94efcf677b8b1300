import { useMemo } from 'react';
import { useStore } from 'zustand';
import { duration, grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { isRunning, training } from '../state/training.ts';
import { LossChart } from './loss-chart.tsx';
import { ProblemCards } from './problem-cards.tsx';

/** The run that goes on, or the last one: its loss, step by step. */
export function TrainingPanel() {
  const t = useText();
  const run = useStore(training);
  const last = run.points.at(-1);
  const validation = run.validation.at(-1);
  const losses = useMemo(() => run.points.map(({ step, loss }) => [step, loss] as const), [run.points]);
  const checks = useMemo(() => run.validation.map(({ step, loss }) => [step, loss] as const), [run.validation]);
  if (run.status === 'idle') return <p className="panel-empty">{t('train.none')}</p>;
  if (run.status === 'failed')
    return (
      <div className="training-problems scroll">
        <ProblemCards problems={run.problems} />
      </div>
    );
  return (
    <div className="training">
      <div className="training-facts" aria-live="polite">
        {last ? (
          <>
            <Fact label={t('train.loss')} value={last.loss.toFixed(4)} />
            <Fact label={t('train.accuracy')} value={`${(last.accuracy * 100).toFixed(1)} %`} />
            {validation && (
              <Fact
                label={`${t('train.accuracy')}, ${t('train.validation')}`}
                value={`${(validation.accuracy * 100).toFixed(1)} %`}
              />
            )}
            <Fact
              label={t('train.step', { step: grouped(last.step), steps: grouped(run.steps) })}
              value={t('train.speed', { speed: grouped(Math.round(run.speed)) })}
            />
            {isRunning(run) && (
              <span className="dim">{t('train.left', { time: duration(run.secondsLeft * 1000) })}</span>
            )}
          </>
        ) : (
          <span className="dim">{t('train.waiting')}</span>
        )}
        {run.message !== '' && <b className="training-done">{run.message}</b>}
      </div>
      <LossChart training={losses} validation={checks} steps={run.steps} />
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
