import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { type FieldStep, fieldSteps } from '../../engine/analyze/field-steps.ts';
import { useText } from '../language/text.ts';
import type { Model } from '../state/model.ts';
import { fieldText } from './node-costs.tsx';

type WindowStep = Extract<FieldStep, { step: 'window' }>;

/** 7 = 3 + (3 − 1)·2 along one side. */
function growth({ before, kernel, dilation, jump }: WindowStep, axis: 0 | 1): string {
  const spread = dilation[axis] > 1 ? `${dilation[axis]}·` : '';
  return `${before[axis]} + ${spread}(${kernel[axis]} − 1)·${jump[axis]}`;
}

const grown = ({ before, kernel, dilation, jump }: WindowStep, axis: 0 | 1): number =>
  before[axis] + dilation[axis] * (kernel[axis] - 1) * jump[axis];

/** The receptive field's recurrence, layer by layer. */
export function FieldOf({
  node,
  model,
  whole,
  onOpen,
}: {
  readonly node: AnalyzedNode;
  readonly model: Model;
  /** The design's own, of which it is said whose that is. */
  readonly whole: boolean;
  readonly onOpen: (path: string) => void;
}) {
  const t = useText();
  const steps = fieldSteps(model.analysis, node.node.path);
  return (
    <>
      <p className="result">{fieldText(node.receptiveField, t('total.whole'), t('total.unknown'))}</p>
      {whole && <p className="dim">{t('field.of', { path: node.node.path })}</p>}
      {steps.length === 0 ? (
        <p className="dim">{t('field.none')}</p>
      ) : (
        <>
          <ol className="field-steps scroll" tabIndex={0} aria-label={t('total.field')}>
            {steps.map((step) => (
              <li key={step.path}>
                <button type="button" onClick={() => onOpen(step.path)}>
                  <span className="path">{step.path}</span>
                  <Step step={step} />
                </button>
              </li>
            ))}
          </ol>
          <p className="dim">{t('field.formula')}</p>
        </>
      )}
    </>
  );
}

function Step({ step }: { readonly step: FieldStep }) {
  const t = useText();
  if (step.step === 'global') return <span>{t('field.global')}</span>;
  const [rows, columns] = step.after;
  if (step.step === 'join')
    return (
      <span>
        {t('field.join')} = <b>{rows === columns ? rows : `${rows} × ${columns}`}</b>
      </span>
    );
  const square = rows === columns && growth(step, 0) === growth(step, 1);
  const axes = square ? ([0] as const) : ([0, 1] as const);
  const [jumpRows, jumpColumns] = [step.jump[0] * step.stride[0], step.jump[1] * step.stride[1]];
  return (
    <>
      {axes.map((axis) => (
        <span key={axis}>
          {growth(step, axis)} = <b>{grown(step, axis)}</b>
          {grown(step, axis) > step.after[axis] && ` · ${t('field.clipped', { size: step.after[axis] })}`}
        </span>
      ))}
      {(step.stride[0] > 1 || step.stride[1] > 1) && (
        <em>{t('field.jump', { jump: jumpRows === jumpColumns ? jumpRows : `${jumpRows} × ${jumpColumns}` })}</em>
      )}
    </>
  );
}
