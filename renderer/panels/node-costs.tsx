import { useStore } from 'zustand';
import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { arithmeticIntensity } from '../../engine/analyze/traffic.ts';
import { bytes, grouped, percent } from '../../engine/base/format.ts';
import { outputVolume } from '../canvas/card-data.ts';
import { useText } from '../language/text.ts';
import { volumeText } from '../scene/card-text.ts';
import type { SceneNode } from '../scene/scene.ts';
import { sumAt } from '../state/model.ts';
import { get, store } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { OperationsOf, PartsOf, WeightsOf } from './arithmetic.tsx';

export function fieldText(field: AnalyzedNode['receptiveField'], whole: string, unknown: string): string {
  if (field === null) return unknown;
  return field === 'whole' ? whole : field.size.join(' × ');
}

/** The layer that a card stands for; null for a block. Of a repeat, the first. */
function layerAt(node: SceneNode): AnalyzedNode | null {
  const { byPath } = get().model.analysis;
  return byPath.get(node.id) ?? byPath.get(`${node.id}/0`) ?? null;
}

/** The arithmetic of what is selected and what it costs. */
export function NodeCosts({ node }: { readonly node: SceneNode }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const settings = useStore(store, (state) => state.settings);
  const layer = layerAt(node);
  const sum = sumAt(model, node.id);
  if (sum.layers === 0) return null;
  const field = layer?.receptiveField ?? null;
  const intensity = layer && arithmeticIntensity(layer, settings.batch);
  const isBlock = node.kind.startsWith('block:');
  return (
    <>
      {(sum.operations > 0 || !isBlock) && sum.operations > 0 && (
        <section className="cost-card">
          <h3>
            {settings.convention === 'multiplies'
              ? t('arithmetic.title')
              : t('total.operationsBy', { convention: settings.convention })}
          </h3>
          {isBlock ? (
            <>
              <p className="result">{grouped(sum.operations)}</p>
              <PartsOf path={node.id} model={model} what="operations" onOpen={goTo} />
            </>
          ) : (
            layer && <OperationsOf node={layer} model={model} />
          )}
        </section>
      )}
      <section className="cost-card">
        <dl className="facts">
          <dt>{t('inspector.output')}</dt>
          <dd>{volumeText(outputVolume(model, node))}</dd>
          <dt>{t('arithmetic.params')}</dt>
          <dd>{grouped(sum.params)}</dd>
          {sum.operations > 0 && (
            <>
              <dt>{t('inspector.share')}</dt>
              <dd>{percent(model.totals.operations > 0 ? sum.inferred / model.totals.operations : 0)}</dd>
            </>
          )}
          <dt>{t('inspector.activation', { batch: settings.batch })}</dt>
          <dd>{bytes(sum.bytes * settings.batch)}</dd>
          {field !== null && (
            <>
              <dt>{t('inspector.field')}</dt>
              <dd>{fieldText(field, t('total.whole'), t('total.unknown'))}</dd>
            </>
          )}
          {intensity !== null && intensity > 0 && (
            <>
              <dt>{t('inspector.intensity')}</dt>
              <dd>{intensity < 10 ? intensity.toFixed(1) : Math.round(intensity)}</dd>
            </>
          )}
        </dl>
        {layer && layer.parameters > 0 && (
          <>
            <h3>{t('inspector.weights')}</h3>
            <WeightsOf node={layer} />
          </>
        )}
      </section>
    </>
  );
}
