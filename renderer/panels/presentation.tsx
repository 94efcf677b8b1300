import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { grouped } from '../../engine/base/format.ts';
import { cardOf, headingOf, outputVolume } from '../canvas/card-data.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { useText } from '../language/text.ts';
import { volumeText } from '../scene/card-text.ts';
import { stepsOf } from '../scene/steps.ts';
import { endPresentation, step } from '../state/presentation.ts';
import { store } from '../state/store.ts';
import { OperationsOf } from './arithmetic.tsx';
import { IconButton } from './icon-button.tsx';
import './presentation.css';

const keys: Readonly<Record<string, () => void>> = {
  ArrowRight: () => step(1),
  ArrowDown: () => step(1),
  PageDown: () => step(1),
  ' ': () => step(1),
  ArrowLeft: () => step(-1),
  ArrowUp: () => step(-1),
  PageUp: () => step(-1),
  Escape: endPresentation,
};

/** Below the drawing while it is presented: the node at which one is, what goes in and out, and its arithmetic. */
export function Caption() {
  const t = useText();
  const scene = useStore(store, (state) => state.scene);
  const [id] = useStore(store, (state) => state.selection);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const run = keys[event.key];
      if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
      // What is open over the drawing, and a button that has the focus, keep their keys.
      const within = (selector: string): boolean =>
        event.target instanceof Element && event.target.closest(selector) !== null;
      if (within('[role=dialog], [role=menu]') || (event.key === ' ' && within('button'))) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    // Before the canvas, whose arrows lead elsewhere.
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, []);
  const steps = stepsOf(scene);
  const node = id === undefined ? undefined : scene.byId.get(id);
  const at = steps.findIndex((other) => other.id === id);
  return (
    <section className="caption" aria-label={t('present.label')}>
      <div className="caption-tools">
        <IconButton title={t('present.back')} disabled={at <= 0} onClick={() => step(-1)}>
          <ChevronLeft />
        </IconButton>
        <span>{t('present.at', { at: at + 1, count: steps.length })}</span>
        <IconButton title={t('present.next')} disabled={at === steps.length - 1} onClick={() => step(1)}>
          <ChevronRight />
        </IconButton>
        <IconButton title={t('present.leave')} onClick={endPresentation}>
          <X />
        </IconButton>
      </div>
      {node && <Step key={node.id} id={node.id} />}
    </section>
  );
}

function Step({ id: shown }: { readonly id: string }) {
  const t = useText();
  const { model, scene } = useStore(store);
  const card = cardOf(model, scene.byId.get(shown)!);
  const [heading, beside] = headingOf(card);
  const sources = scene.wires.flatMap(({ from, to }) => (to === shown ? (scene.byId.get(from) ?? []) : []));
  const into = sources.map((source) => volumeText(outputVolume(model, source))).join(', ');
  const layer = model.analysis.byPath.get(shown) ?? model.analysis.byPath.get(`${shown}/0`);
  return (
    <div className="caption-text" role="status">
      <h2>
        {heading} <small>{beside}</small>
      </h2>
      <p className="caption-shape">
        {into === '' ? '' : `${into} → `}
        <b>{card.volume}</b>
      </p>
      {layer && card.operations > 0 ? (
        <OperationsOf node={layer} model={model} />
      ) : (
        card.operations > 0 && (
          <p className="caption-sum">
            <b>{grouped(card.operations)}</b> {t('total.operations')}, {shareOrUse(card.use, card.share)}
          </p>
        )
      )}
      {card.params > 0 && (
        <p className="dim">
          {grouped(card.params)} {t('card.params')}
        </p>
      )}
    </div>
  );
}
