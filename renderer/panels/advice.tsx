import { useDeferredValue } from 'react';
import { useStore } from 'zustand';
import type { Advice } from '../../engine/analyze/analysis.ts';
import { grouped } from '../../engine/base/format.ts';
import { viewport } from '../canvas/viewport.ts';
import { adviceText, fixText, useText } from '../language/text.ts';
import { store } from '../state/store.ts';
import { reveal } from '../state/view.ts';
import { applyFixNow } from './problem-cards.tsx';

/** Advice on a node and what is inside it; on the whole design where `path` is null. */
export function AdviceCards({ path }: { readonly path: string | null }) {
  // Advice may follow a frame after the numbers: a keystroke does not wait for it.
  const model = useDeferredValue(useStore(store, (state) => state.model));
  const all = model.advice();
  const offered = new Set(model.problems.flatMap(({ node, fixes }) => fixes.map((fix) => `${node} ${fix.code}`)));
  const here = (path === null ? all : all.filter(({ node }) => node === path || node.startsWith(`${path}/`)))
    // What mends a problem stands with it.
    .filter(({ node, fixes }) => fixes.length === 0 || !fixes.every((fix) => offered.has(`${node} ${fix.code}`)));
  return here
    .slice(0, 4)
    .map((advice, i) => (
      <AdviceCard key={`${advice.code}${advice.node}${i}`} advice={advice} withPlace={advice.node !== path} />
    ));
}

const ratios = ['0', '1/1', '1/2', '1/3', '1/4', '1/5', '1/6', '1/7', '1/8', '1/9', '1/10'] as const;

function AdviceCard({ advice, withPlace }: { readonly advice: Advice; readonly withPlace: boolean }) {
  const t = useText();
  const { values, fixes, node, code } = advice;
  const number = (name: string): number => Number(values[name] ?? 0);
  const ratio = Math.round(number('before') / Math.max(1, number('after')));
  const title =
    code === 'bottleneck'
      ? t('advice.bottleneckTitle', { filters: number('filters'), ratio: ratios[ratio] ?? `1/${ratio}` })
      : code === 'poolDominatesConcat'
        ? t('advice.poolTitle')
        : t('advice.projectionTitle');
  return (
    <div className="advice-card">
      <h3>{title}</h3>
      {code === 'bottleneck' && (
        <p className="advice-sum">
          {grouped(number('before'))} → <b>{grouped(number('after'))}</b>
        </p>
      )}
      <p>{adviceText(advice)}</p>
      <div className="fixes">
        {fixes.map((fix) => (
          <button key={fix.code} type="button" className="button good" onClick={() => applyFixNow(fix)}>
            {code === 'bottleneck' ? t('advice.apply') : fixText(fix)}
          </button>
        ))}
        {withPlace && (
          <button type="button" className="button quiet" onClick={() => goTo(node)}>
            {t('advice.go')} <span className="path">{node}</span>
          </button>
        )}
      </div>
    </div>
  );
}

/** Shows and selects what stands at a path. */
export function goTo(path: string): void {
  const id = reveal(path);
  const node = id === null ? undefined : store.getState().scene.byId.get(id);
  if (node) requestAnimationFrame(() => viewport()?.ensureVisible(node));
}
