import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { grouped } from '../../engine/base/format.ts';
import { type TextKey, useText } from '../language/text.ts';
import { type Model, sumAt } from '../state/model.ts';
import { store } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { OperationsOf, PartsOf, WeightsOf } from './arithmetic.tsx';
import { FieldOf } from './arithmetic-field.tsx';
import { MemoryOf } from './arithmetic-memory.tsx';
import { ActivationOf, IntensityOf, ShareOf } from './arithmetic-ratio.tsx';
import { ShapeOf } from './arithmetic-shape.tsx';
import { dialogs, type Explainable, type Explained } from './dialogs.ts';

const titles: Readonly<Record<Explainable, TextKey>> = {
  operations: 'arithmetic.title',
  params: 'arithmetic.params',
  shape: 'arithmetic.shape',
  share: 'arithmetic.share',
  field: 'total.field',
  activation: 'arithmetic.activation',
  intensity: 'arithmetic.intensity',
  memory: 'arithmetic.memory',
};

const WIDTH = 376;
const ROOM = 420;

/** The arithmetic of a number that was clicked, with the values filled in. */
export function ArithmeticPopover() {
  const t = useText();
  const explained = useStore(dialogs, (state) => state.explained);
  const model = useStore(store, (state) => state.model);
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
  const open = (at: string): void => {
    if (model.sums.has(at)) dialogs.setState({ explained: { ...explained, path: at } });
    else {
      close();
      goTo(at);
    }
  };
  const left = Math.min(Math.max(8, explained.x - 20), window.innerWidth - WIDTH);
  const below = explained.y + 8;
  // Where there is more room: below what was clicked, or above it.
  const place =
    below > window.innerHeight - ROOM && below > window.innerHeight / 2
      ? { bottom: window.innerHeight - explained.y + 26, maxHeight: explained.y - 40 }
      : { top: below, maxHeight: window.innerHeight - below - 12 };
  return (
    <div
      className="popover scroll"
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
      <Explanation explained={explained} model={model} onOpen={open} />
    </div>
  );
}

function Explanation({
  explained: { path, what },
  model,
  onOpen,
}: {
  readonly explained: Explained;
  readonly model: Model;
  readonly onOpen: (path: string) => void;
}) {
  const batch = useStore(store, (state) => state.settings.batch);
  const layer = model.analysis.byPath.get(path) ?? null;
  switch (what) {
    case 'operations':
      if (layer) return <OperationsOf node={layer} model={model} />;
      return (
        <>
          <p className="result">{grouped(path === '' ? model.totals.operations : sumAt(model, path).operations)}</p>
          <PartsOf path={path} model={model} what="operations" onOpen={onOpen} />
        </>
      );
    case 'params':
      return (
        <>
          <p className="result">{grouped(path === '' ? model.totals.params : sumAt(model, path).params)}</p>
          {layer ? <WeightsOf node={layer} /> : <PartsOf path={path} model={model} what="params" onOpen={onOpen} />}
        </>
      );
    case 'shape':
      return layer && <ShapeOf node={layer} />;
    case 'share':
      return <ShareOf path={path} model={model} />;
    case 'activation':
      return <ActivationOf path={path} layer={layer} model={model} batch={batch} onOpen={onOpen} />;
    case 'intensity':
      return layer && <IntensityOf layer={layer} batch={batch} />;
    case 'memory':
      return <MemoryOf model={model} batch={batch} onOpen={onOpen} />;
    case 'field': {
      const node = path === '' ? model.totals.field : layer;
      return node && <FieldOf node={node} model={model} whole={path === ''} onOpen={onOpen} />;
    }
    default:
      return what satisfies never;
  }
}
