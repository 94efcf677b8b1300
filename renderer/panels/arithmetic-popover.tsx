import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { bytes, grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { sumAt } from '../state/model.ts';
import { store } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { OperationsOf, PartsOf, WeightsOf } from './arithmetic.tsx';
import { dialogs } from './dialogs.ts';
import { fieldText } from './node-costs.tsx';

/** The arithmetic of a number that was clicked, with the values filled in. */
export function ArithmeticPopover() {
  const t = useText();
  const explained = useStore(dialogs, (state) => state.explained);
  const model = useStore(store, (state) => state.model);
  const batch = useStore(store, (state) => state.settings.batch);
  const box = useRef<HTMLDivElement>(null);
  const close = (): void => dialogs.setState({ explained: null });
  useEffect(() => {
    if (!explained) return undefined;
    const before = document.activeElement;
    box.current?.focus();
    const outside = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    window.addEventListener('pointerdown', outside, true);
    return () => {
      window.removeEventListener('pointerdown', outside, true);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [explained]);
  if (!explained) return null;
  const { path, what } = explained;
  const layer = model.analysis.byPath.get(path) ?? null;
  const sum = path === '' ? null : sumAt(model, path);
  const titles = {
    operations: 'arithmetic.title',
    params: 'arithmetic.params',
    memory: 'arithmetic.memory',
    field: 'total.field',
  } as const;
  const open = (at: string): void => {
    if (model.sums.has(at) && !model.analysis.byPath.has(at))
      dialogs.setState({ explained: { ...explained, path: at } });
    else {
      close();
      goTo(at);
    }
  };
  const left = Math.min(Math.max(8, explained.x - 20), window.innerWidth - 376);
  const below = explained.y + 8;
  const place =
    below > window.innerHeight - 340 ? { bottom: Math.max(8, window.innerHeight - explained.y + 26) } : { top: below };
  const { memory, field } = model.totals;
  return (
    <div
      className="popover"
      ref={box}
      role="dialog"
      aria-label={t(titles[what])}
      tabIndex={-1}
      style={{ left, ...place }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        event.stopPropagation();
      }}
    >
      <h3>
        {t(titles[what])}
        {path !== '' && <span className="path">{path}</span>}
      </h3>
      {what === 'operations' && (
        <>
          {layer ? (
            <OperationsOf node={layer} model={model} />
          ) : (
            <>
              <p className="result">{grouped(sum ? sum.operations : model.totals.operations)}</p>
              <PartsOf path={path} model={model} what="operations" onOpen={open} />
            </>
          )}
        </>
      )}
      {what === 'params' && (
        <>
          <p className="result">{grouped(sum ? sum.params : model.totals.params)}</p>
          {layer ? <WeightsOf node={layer} /> : <PartsOf path={path} model={model} what="params" onOpen={open} />}
        </>
      )}
      {what === 'memory' && (
        <>
          <p className="result">{bytes(memory.total)}</p>
          <dl className="facts">
            {(['weights', 'gradients', 'moments', 'kept'] as const).map((part) => (
              <div key={part} className="fact-row">
                <dt>{t(`memory.${part}`)}</dt>
                <dd>{bytes(memory[part])}</dd>
              </div>
            ))}
          </dl>
          <p className="dim">{t('memory.note', { batch })}</p>
        </>
      )}
      {what === 'field' && <p className="result">{fieldText(field, t('total.whole'), t('total.unknown'))}</p>}
    </div>
  );
}
