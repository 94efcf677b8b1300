import { useStore } from 'zustand';
import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { arithmeticIntensity } from '../../engine/analyze/traffic.ts';
import { bytes, grouped } from '../../engine/base/format.ts';
import { outputPath, outputVolume } from '../canvas/card-data.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { conventionText, useText } from '../language/text.ts';
import { volumeText } from '../scene/card-text.ts';
import type { SceneNode } from '../scene/scene.ts';
import { shareAt, sumAt, useAt } from '../state/model.ts';
import { get, store } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { OperationsOf, PartsOf, WeightsOf } from './arithmetic.tsx';
import { intensityText } from './arithmetic-ratio.tsx';
import { type Explainable, explain } from './dialogs.ts';

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
  const use = useAt(model, node.id);
  const isBlock = node.kind.startsWith('block:');
  // Of a repeat the last layer's output leaves, and all of it is counted.
  const output = outputPath(model, node);
  const field = (output === null ? layer : model.analysis.byPath.get(output))?.receptiveField ?? null;
  const intensity = (layer && arithmeticIntensity(layer, settings.batch)) ?? 0;
  const one = layer?.node.path ?? node.id;
  return (
    <>
      {sum.operations > 0 && (
        <section className="cost-card">
          <h3>
            {settings.convention === 'multiplies'
              ? t('arithmetic.title')
              : t('total.operationsBy', { convention: conventionText(settings.convention, 'title') })}
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
          <Fact
            name={t('inspector.output')}
            value={volumeText(outputVolume(model, node))}
            path={output ?? one}
            what="shape"
          />
          <Fact name={t('arithmetic.params')} value={grouped(sum.params)} path={node.id} what="params" />
          {(sum.operations > 0 || use !== 'inference') && (
            <Fact
              name={t('inspector.share')}
              value={shareOrUse(use, shareAt(model, node.id))}
              path={node.id}
              what="share"
            />
          )}
          <Fact
            name={t('inspector.activation', { batch: settings.batch })}
            value={bytes(sum.bytes * settings.batch)}
            path={node.id}
            what="activation"
          />
          {field !== null && (
            <Fact
              name={t('inspector.field')}
              value={fieldText(field, t('total.whole'), t('total.unknown'))}
              path={output ?? one}
              what="field"
            />
          )}
          {intensity > 0 && (
            <Fact name={t('arithmetic.intensity')} value={intensityText(intensity)} path={one} what="intensity" />
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

/** A number with its name; a click shows where it comes from. */
function Fact({
  name,
  value,
  path,
  what,
}: {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly what: Explainable;
}) {
  const t = useText();
  const says = t('arithmetic.show', { what: name, value });
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <button
          type="button"
          className="number-button"
          aria-label={says}
          onClick={(event) => explain(path, what, event.currentTarget)}
        >
          {value}
        </button>
      </dd>
    </>
  );
}
