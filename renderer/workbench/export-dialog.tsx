import { Dialog } from '@base-ui/react/dialog';
import { Check, Copy, LoaderCircle } from 'lucide-react';
import { useStore } from 'zustand';
import { bytes, grouped } from '../../engine/base/format.ts';
import { isNormed } from '../../engine/settings/learning-rate.ts';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { closeExport, exportNow, exportStages, type OnnxExport, onnxExport } from '../state/export-onnx.ts';
import { tellError } from '../state/session.ts';
import { say, store } from '../state/store.ts';
import { TourLine } from '../tour/tour-card.tsx';
import { DialogHeader, firstField } from './dialog-header.tsx';
import { RunChoice } from './run-choice.tsx';
import './outcome.css';

/** What Export ONNX opens: whose weights, then the stages, then what the check found. */
export function ExportDialog() {
  const t = useText();
  const { open, run, foldBatchNorm, stage, result, problems } = useStore(onnxExport);
  const busy = stage !== null;
  const normed = useStore(store, ({ model }) => isNormed(model.analysis));
  // Of a run the design may be another one.
  const canFold = run !== null || normed;
  return (
    <Dialog.Root open={open} onOpenChange={(now) => !now && closeExport()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog outcome" initialFocus={firstField}>
          <DialogHeader title={t('export.title')} />
          <TourLine step="export" />
          <label className="outcome-field">
            <span>{t('export.weights')}</span>
            <RunChoice value={run} none={t('export.initial')} onChange={(now) => onnxExport.setState({ run: now })} />
          </label>
          {run !== null && <p className="dim">{t('export.ownDesign')}</p>}
          {canFold && (
            <label className="outcome-check">
              <input
                type="checkbox"
                checked={foldBatchNorm}
                onChange={({ target }) => onnxExport.setState({ foldBatchNorm: target.checked })}
              />
              <span>
                {t('export.fold')}
                <small className="dim">{t('export.foldHelp')}</small>
              </span>
            </label>
          )}
          {busy && <Stages stage={stage} />}
          {result && <Verified result={result} />}
          <ProblemCards problems={problems} />
          <div className="dialog-buttons">
            <Dialog.Close className="button">{t(result ? 'dialog.close' : 'dialog.cancel')}</Dialog.Close>
            <button
              type="button"
              className={`button${result ? '' : ' primary'}`}
              disabled={busy}
              onClick={() => void exportNow().catch(tellError)}
            >
              {t(result ? 'export.again' : 'export.save')}
            </button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Stages({ stage }: { readonly stage: NonNullable<OnnxExport['stage']> }) {
  const t = useText();
  const at = exportStages.indexOf(stage);
  return (
    <ol className="outcome-stages" aria-live="polite">
      {exportStages.map((name, i) => (
        <li key={name} className={i < at ? 'past' : i === at ? 'now' : ''} aria-current={i === at ? 'step' : undefined}>
          {i < at ? <Check aria-hidden="true" /> : i === at ? <LoaderCircle aria-hidden="true" /> : <i />}
          {t(`export.stage.${name}`)}
        </li>
      ))}
    </ol>
  );
}

function Verified({ result }: { readonly result: NonNullable<OnnxExport['result']> }) {
  const t = useText();
  const { file, source, images, largestDifference, tolerance, largestLogit, nodes, weights } = result;
  const facts = [
    [t('export.difference'), largestDifference.toExponential(1)],
    [t('export.tolerance'), (tolerance * Math.max(1, largestLogit)).toExponential(1)],
    [
      t('export.images'),
      t('export.imagesOf', { count: images, data: source.data, height: source.height, width: source.width }),
    ],
    [t('export.size'), t('export.sizeOf', { bytes: bytes(result.bytes), nodes: grouped(nodes), weights })],
  ] as const;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(file);
    say(t('export.pathCopied'));
  };
  return (
    <section className="outcome-verified" role="status">
      <h3>
        <Check aria-hidden="true" />
        {t('export.verified')}
      </h3>
      <dl className="outcome-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact-row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="outcome-path">
        <span className="path">{file}</span>
        <button type="button" className="button" onClick={() => void copy()}>
          <Copy />
          {t('export.copyPath')}
        </button>
      </div>
    </section>
  );
}
