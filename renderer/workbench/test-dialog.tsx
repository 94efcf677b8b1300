import { Dialog } from '@base-ui/react/dialog';
import { useStore } from 'zustand';
import { grouped, percent } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { tellError } from '../state/session.ts';
import { closeTest, type TestResult, type TestRun, testOn, testRun } from '../state/test-run.ts';
import { CellImages } from './cell-images.tsx';
import { ClassTable } from './class-table.tsx';
import { Confusion } from './confusion.tsx';
import { DialogHeader, firstField } from './dialog-header.tsx';
import { RunChoice } from './run-choice.tsx';
import { lossText } from './run-curves.tsx';
import './outcome.css';
import './test-dialog.css';

/**
 * How a trained network does on images that it was not trained on: in one number, cell by cell with the images behind
 * each, class by class.
 */
export function TestDialog() {
  const t = useText();
  const { open, run, result, progress, cell } = useStore(testRun);
  const { value, busy, problems } = result;
  return (
    <Dialog.Root open={open} onOpenChange={(now) => !now && closeTest()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className={`dialog outcome${value ? ' test' : ''}`} initialFocus={firstField}>
          <DialogHeader title={t('test.title')} />
          <label className="outcome-field">
            <span>{t('try.network')}</span>
            <RunChoice
              value={run}
              {...(run === null ? { none: t('try.noRun') } : {})}
              onChange={(now) => void testOn(now).catch(tellError)}
            />
          </label>
          {run === null && !busy && <p className="dim">{t('try.trainFirst')}</p>}
          {busy && <Progress progress={progress} />}
          <ProblemCards problems={problems} />
          {value && <Result result={value} cell={cell} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Progress({ progress }: Pick<TestRun, 'progress'>) {
  const t = useText();
  const under = progress === 'queued' ? null : progress;
  const label = under
    ? t('test.busy', { done: grouped(under.done), total: grouped(under.total) })
    : t(progress === 'queued' ? 'test.queued' : 'test.opening');
  return (
    <p className="test-progress dim" role="status">
      <progress value={under ? under.done / under.total : undefined} aria-label={label} />
      {label}
    </p>
  );
}

function Result({ result, cell }: { readonly result: TestResult } & Pick<TestRun, 'cell'>) {
  const t = useText();
  const { accuracy, loss, top5, images, confusion, data } = result;
  const correct = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
  const facts = [
    [t('test.loss'), lossText(loss)],
    ...(top5 === null ? [] : [[t('test.top5'), percent(top5)]]),
    [t('test.data'), data],
    [t('test.weights'), result.checkpoint.split(/[/\\]/).at(-1)!],
  ] as const;
  return (
    <>
      <div className="test-facts" role="status">
        <div className="fact headline">
          <span>{t('test.accuracy')}</span>
          <strong>{percent(accuracy)}</strong>
          <em>{t('test.right', { correct: grouped(correct), images: grouped(images) })}</em>
        </div>
        {facts.map(([label, value]) => (
          <div key={label} className="fact">
            <span>{label}</span>
            <strong>{value}</strong>
          </div>
        ))}
      </div>
      <div className="test-columns">
        <div className="scroll">
          <Confusion result={result} cell={cell} />
          <ClassTable result={result} />
        </div>
        <CellImages result={result} cell={cell} />
      </div>
    </>
  );
}
