import { Dialog } from '@base-ui/react/dialog';
import { Dices, ImageUp } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { tellError } from '../state/session.ts';
import {
  closeTry,
  invert,
  type Prediction,
  show,
  showTestImage,
  type Trained,
  tryImage,
  tryRun,
} from '../state/try-image.ts';
import { DialogHeader, firstField } from './dialog-header.tsx';
import { DrawPad } from './draw-pad.tsx';
import { Picture } from './picture.tsx';
import { RunChoice } from './run-choice.tsx';
import { shareText } from './run-curves.tsx';
import './outcome.css';

/**
 * A picture of one's own in front of a trained network: drawn, dropped, chosen, or one of the test images; what the
 * network sees of it, and what it takes it for.
 */
export function TryDialog() {
  const t = useText();
  const { open, run, picture, busy, prediction, reversed, inverted, trained, problems } = useStore(tryImage);
  return (
    <Dialog.Root open={open} onOpenChange={(now) => !now && closeTry()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog outcome try" initialFocus={firstField}>
          <DialogHeader title={t('try.title')} />
          <label className="outcome-field">
            <span>{t('try.network')}</span>
            <RunChoice
              value={run}
              {...(run === null ? { none: t('try.noRun') } : {})}
              onChange={(now) => void tryRun(now).catch(tellError)}
            />
          </label>
          <div className="try-ways">
            <DrawPad />
            <DropZone />
          </div>
          <ProblemCards problems={problems} />
          {picture && run === null && <p className="dim">{t('try.trainFirst')}</p>}
          {(reversed || inverted) && (
            <p className="try-reversed" role="status">
              <span>{t(inverted ? 'try.inverted' : 'try.reversed')}</span>
              <button type="button" className="button" onClick={() => void invert().catch(tellError)}>
                {t(inverted ? 'try.asItWas' : 'try.invert')}
              </button>
            </p>
          )}
          {busy && !prediction && (
            <p className="dim" role="status">
              {t('try.busy')}
            </p>
          )}
          {prediction && <Answer prediction={prediction} trained={trained} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function DropZone() {
  const t = useText();
  const { picture, run, trained } = useStore(tryImage);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file) void show(file).catch(tellError);
  };
  return (
    <div
      className="try-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer.files);
      }}
    >
      <ImageUp aria-hidden="true" />
      <span>{picture ? picture.name : t('try.drop')}</span>
      <div className="try-buttons">
        <button type="button" className="button" onClick={() => input.current?.click()}>
          {t('try.choose')}
        </button>
        <button
          type="button"
          className="button"
          disabled={run === null || trained?.exact === false}
          title={t('try.randomHelp')}
          onClick={() => void showTestImage().catch(tellError)}
        >
          <Dices />
          {t('try.random')}
        </button>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={t('try.choose')}
        onChange={({ target }) => {
          take(target.files);
          // The same file again is a choice too.
          target.value = '';
        }}
      />
    </div>
  );
}

const MOST_CLASSES = 10;

function Answer({
  prediction: { classes, seen },
  trained,
}: {
  readonly prediction: Prediction;
  readonly trained: Trained | null;
}) {
  const t = useText();
  const truth = useStore(tryImage, (state) => (state.busy ? null : state.truth));
  const likeliest = classes[0]?.name;
  const other = trained?.images.find((image) => image.class === likeliest) ?? trained?.images[0];
  return (
    <section className="try-answer" role="status">
      <div className="try-pictures">
        {seen && (
          <figure>
            <Picture seen={seen} label={t('try.picture')} />
            <figcaption className="dim">
              {t('try.seen', { height: seen.height, width: seen.width, channels: seen.channels })}
            </figcaption>
          </figure>
        )}
        {other && (
          <figure>
            <img src={`data:image/png;base64,${other.png}`} alt={t('try.trained', { class: other.class })} />
            <figcaption className="dim">{t('try.trained', { class: other.class })}</figcaption>
          </figure>
        )}
      </div>
      <div className="try-classes">
        {truth !== null && (
          <p className={truth === likeliest ? 'good' : 'bad'}>
            {t(truth === likeliest ? 'try.rightly' : 'try.wrongly', { class: truth })}
          </p>
        )}
        <ol>
          {classes.slice(0, MOST_CLASSES).map(({ name, probability }) => (
            <li key={name}>
              <span title={name}>{name}</span>
              <i>
                <b style={{ width: `${probability * 100}%` }} />
              </i>
              <em>{shareText(probability)}</em>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
