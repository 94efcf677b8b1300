import { useStore } from 'zustand';
import { useOf } from '../../engine/analyze/analysis.ts';
import { bytes, grouped } from '../../engine/base/format.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { useText } from '../language/text.ts';
import type { SceneNode } from '../scene/scene.ts';
import { sumAt } from '../state/model.ts';
import { store } from '../state/store.ts';

/** Several nodes: what they are together. */
export function ManyInspector({ nodes }: { readonly nodes: readonly SceneNode[] }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const batch = useStore(store, (state) => state.settings.batch);
  const ids = new Set(nodes.map(({ id }) => id));
  const outer = nodes.filter(({ parent }) => parent === null || !ids.has(parent));
  const sums = outer.map(({ id }) => sumAt(model, id));
  const of = (what: 'params' | 'operations' | 'inferred' | 'bytes'): number =>
    sums.reduce((n, sum) => n + sum[what], 0);
  const use = useOf({
    inference: sums.some(({ inference }) => inference),
    training: sums.some(({ training }) => training),
  });
  return (
    <>
      <header className="inspector-head">
        <div>
          <h2>{t('inspector.selected', { count: nodes.length })}</h2>
        </div>
      </header>
      <section className="cost-card">
        <h3>{t('inspector.sums')}</h3>
        <dl className="facts">
          <dt>{t('arithmetic.title')}</dt>
          <dd>{grouped(of('operations'))}</dd>
          <dt>{t('inspector.share')}</dt>
          <dd>{shareOrUse(use, model.totals.operations > 0 ? of('inferred') / model.totals.operations : 0)}</dd>
          <dt>{t('arithmetic.params')}</dt>
          <dd>{grouped(of('params'))}</dd>
          <dt>{t('inspector.activation', { batch })}</dt>
          <dd>{bytes(of('bytes') * batch)}</dd>
        </dl>
      </section>
    </>
  );
}
