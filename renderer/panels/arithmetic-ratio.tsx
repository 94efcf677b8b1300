import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { arithmeticIntensity, trafficBytes } from '../../engine/analyze/traffic.ts';
import { bytes, grouped } from '../../engine/base/format.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { useText } from '../language/text.ts';
import { volumeOf, volumeText } from '../scene/card-text.ts';
import { type Model, shareAt, sumAt, useAt, wholeAt } from '../state/model.ts';
import { PartsOf } from './arithmetic.tsx';

/** 28,901,376 of 120,422,400; of what inference leaves out, why it is no part of that. */
export function ShareOf({ path, model }: { readonly path: string; readonly model: Model }) {
  const t = useText();
  const use = useAt(model, path);
  const { inferred, operations } = sumAt(model, path);
  const whole = grouped(wholeAt(model, path));
  return (
    <>
      <p className="result">{shareOrUse(use, shareAt(model, path))}</p>
      {use === 'inference' ? (
        <p className="formula-line">{t('ratio.of', { part: grouped(inferred), whole })}</p>
      ) : (
        <p className="dim">{t(`ratio.${use}`, { part: grouped(operations), whole })}</p>
      )}
    </>
  );
}

/** The output's numbers times their bytes times the batch; of a block, the sum of its layers'. */
export function ActivationOf({
  path,
  layer,
  model,
  batch,
  onOpen,
}: {
  readonly path: string;
  readonly layer: AnalyzedNode | null;
  readonly model: Model;
  readonly batch: number;
  readonly onOpen: (path: string) => void;
}) {
  const t = useText();
  return (
    <>
      <p className="result">{bytes(sumAt(model, path).bytes * batch)}</p>
      {layer ? (
        <>
          <p className="formula-line">
            {volumeText(volumeOf(layer.type))} × 4 B × {grouped(batch)}
          </p>
          <p className="dim">{t('ratio.activation', { batch })}</p>
        </>
      ) : (
        <PartsOf path={path} model={model} what="bytes" onOpen={onOpen} />
      )}
    </>
  );
}

/** FLOPs over bytes. */
export function IntensityOf({ layer, batch }: { readonly layer: AnalyzedNode; readonly batch: number }) {
  const t = useText();
  return (
    <>
      <p className="result">{intensityText(arithmeticIntensity(layer, batch) ?? 0)}</p>
      <p className="formula-line">
        2 × {grouped(layer.multiplies)} × {grouped(batch)} / {grouped(trafficBytes(layer, batch))} B
      </p>
      <p className="dim">{t('ratio.moved', { batch })}</p>
    </>
  );
}

export const intensityText = (value: number): string => (value < 10 ? value.toFixed(1) : grouped(Math.round(value)));
