import { Check, X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { viewport } from '../canvas/viewport.ts';
import { text, useText } from '../language/text.ts';
import { IconButton } from '../panels/icon-button.tsx';
import { onnxExport } from '../state/export-onnx.ts';
import { gradients } from '../state/gradients.ts';
import { store } from '../state/store.ts';
import { trainSetup } from '../state/train-setup.ts';
import { training } from '../state/training.ts';
import { spreads } from './experiment.ts';
import { type Said, type Situation, type Step, steps } from './steps.ts';
import { act, back, isAway, leaveTour, next, stepOf, takeUpNow, tour } from './tour.ts';
import { targetsSeen } from './tour-ring.tsx';
import './tour.css';

const say = ([key, values]: Said): string => text(key, values);

function useSituation(): Situation {
  return {
    app: useStore(store),
    setup: useStore(trainSetup),
    training: useStore(training),
    spreads: useStore(spreads),
    gradients: useStore(gradients),
    exported: useStore(onnxExport),
  };
}

/** The step that the tour is at, beside what it is about. */
export function TourCard() {
  const open = useStore(tour, (state) => state.open);
  return open && <OpenCard />;
}

function OpenCard() {
  const t = useText();
  const state = useStore(tour);
  const now = useSituation();
  const title = useId();
  const card = useRef<HTMLElement>(null);
  // Who opened it by keyboard goes on here; who has a design open keeps the canvas.
  useEffect(() => {
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true });
  }, []);
  const step = stepOf(state);
  const done = state.done.has(step.id);
  return (
    <section className="tour-card" ref={card} tabIndex={-1} aria-labelledby={title} data-step={step.id}>
      <header>
        <span className="tour-count">{t('tour.count', { now: state.at + 1, all: steps.length })}</span>
        <IconButton title={t('tour.leave')} onClick={leave}>
          <X />
        </IconButton>
      </header>
      <div className="tour-words scroll" aria-live="polite">
        <h2 id={title}>
          {done && <Check role="img" aria-label={t('tour.done')} />}
          {t(step.title)}
        </h2>
        {isAway(state, now) ? (
          <p>{t('tour.away')}</p>
        ) : (
          <p>{say(done && step.seen ? step.seen(now) : step.text(now))}</p>
        )}
      </div>
      <Dots at={state.at} done={state.done} />
      {isAway(state, now) ? (
        <footer>
          <button type="button" className="button primary" onClick={takeUpNow}>
            {t('tour.takeUp')}
          </button>
        </footer>
      ) : (
        <Buttons step={step} done={done} first={state.at === 0} />
      )}
    </section>
  );
}

function leave(): void {
  leaveTour();
  viewport()?.focus();
}

function Buttons({ step, done, first }: { readonly step: Step; readonly done: boolean; readonly first: boolean }) {
  const t = useText();
  const seen = useStore(targetsSeen, (state) => state.seen);
  const last = step === steps.at(-1);
  return (
    <footer>
      <button type="button" className="button quiet" disabled={first} onClick={back}>
        {t('tour.back')}
      </button>
      {!done && !seen && step.show && (
        <button type="button" className="button" onClick={step.show}>
          {t('tour.show')}
        </button>
      )}
      {!done && step.act && (
        <button type="button" className="button" onClick={act}>
          {t('tour.act')}
        </button>
      )}
      <button type="button" className={`button${done || last ? ' primary' : ''}`} onClick={last ? leave : next}>
        {t(last ? 'tour.finish' : done ? 'tour.next' : 'tour.skip')}
      </button>
    </footer>
  );
}

function Dots({ at, done }: { readonly at: number; readonly done: ReadonlySet<string> }) {
  return (
    <ol className="tour-dots" aria-hidden="true">
      {steps.map(({ id }, i) => (
        <li key={id} className={`${done.has(id) ? 'done' : ''}${i === at ? ' now' : ''}`} />
      ))}
    </ol>
  );
}

/** What the tour says inside a dialog, which covers the card: on one line, with what would fill it in. */
export function TourLine({ step: id, button, onClick }: TourLineProps) {
  const t = useText();
  const state = useStore(tour);
  const now = useSituation();
  const step = stepOf(state);
  if (!state.open || step.id !== id) return null;
  const done = state.done.has(id);
  return (
    <p className="tour-line" role="note">
      <b>{t('tour.name')}</b>
      <span>{say(done && step.seen ? step.seen(now) : step.text(now))}</span>
      {button !== undefined && !done && (
        <button type="button" className="button" onClick={onClick}>
          {button}
        </button>
      )}
    </p>
  );
}

interface TourLineProps {
  /** The step that the dialog belongs to. */
  readonly step: string;
  readonly button?: string;
  readonly onClick?: () => void;
}
