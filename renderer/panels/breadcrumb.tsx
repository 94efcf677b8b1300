import { Fragment } from 'react';
import { useStore } from 'zustand';
import { DETACHED } from '../../engine/design/locate.ts';
import { blockText, useText } from '../language/text.ts';
import { store } from '../state/store.ts';
import { stepTo } from '../state/view.ts';

/** Network › stage2 › block 0: each step leads back out. */
export function Breadcrumb({ scope }: { readonly scope: string }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const steps = scope === '' ? [] : scope.split('/');
  const places: { readonly path: string; readonly label: string }[] = [];
  for (const [i, step] of steps.entries()) {
    const path = steps.slice(0, i + 1).join('/');
    const group = model.drawing.group(path);
    if (!group) continue;
    const title = blockText(group.block, 'title', model.drawing.block(group.block)?.title ?? group.block);
    const number = /^\d+$/.test(step) ? `${steps[i - 1]} ${Number(step) + 1}` : step;
    places.push({ path, label: path.startsWith(DETACHED) && i === 0 ? title : `${number} · ${title}` });
  }
  return (
    <nav className="breadcrumb" aria-label={t('bar.breadcrumb')}>
      <button type="button" onClick={() => stepTo('')} aria-current={places.length === 0 ? 'page' : undefined}>
        {t('bar.network')}
      </button>
      {places.map(({ path, label }, i) => (
        <Fragment key={path}>
          <s>›</s>
          <button
            type="button"
            onClick={() => stepTo(path)}
            aria-current={i === places.length - 1 ? 'page' : undefined}
          >
            {label}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
