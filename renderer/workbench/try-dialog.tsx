import { Dialog } from '@base-ui/react/dialog';
import { ImageUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { ProblemCards } from '../panels/problem-cards.tsx';
import { closeTry, type Prediction, show, tryImage, tryRun } from '../state/try-image.ts';
import { DialogHeader, firstField } from './dialog-header.tsx';
import { RunChoice } from './run-choice.tsx';
import { shareText } from './run-curves.tsx';
import './outcome.css';

/** A picture of one's own in front of a trained network: what it sees, and what it takes it for. */
export function TryDialog() {
  const t = useText();
  const { open, run, picture, busy, prediction, problems } = useStore(tryImage);
  return (
    <Dialog.Root open={open} onOpenChange={(now) => !now && closeTry()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog outcome" initialFocus={firstField}>
          <DialogHeader title={t('try.title')} />
          <label className="outcome-field">
            <span>{t('try.network')}</span>
            <RunChoice value={run} {...(run === null ? { none: t('try.noRun') } : {})} onChange={tryRun} />
          </label>
          <DropZone />
          <ProblemCards problems={problems} />
          {picture && run === null && <p className="dim">{t('try.trainFirst')}</p>}
          {busy && (
            <p className="dim" role="status">
              {t('try.busy')}
            </p>
          )}
          {prediction && <Answer prediction={prediction} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function DropZone() {
  const t = useText();
  const picture = useStore(tryImage, (state) => state.picture);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file) void show(file);
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
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {t('try.choose')}
      </button>
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

function Answer({ prediction: { classes, seen } }: { readonly prediction: Prediction }) {
  const t = useText();
  return (
    <section className="try-answer" role="status">
      {seen && (
        <figure>
          <Picture seen={seen} />
          <figcaption className="dim">
            {t('try.seen', { height: seen.height, width: seen.width, channels: seen.channels })}
          </figcaption>
        </figure>
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
    </section>
  );
}

/** The network's input, each of its pixels a square. */
function Picture({ seen }: { readonly seen: NonNullable<Prediction['seen']> }) {
  const t = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width, channels, base64 } = seen;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const planes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const area = height * width;
    const image = context.createImageData(width, height);
    for (let i = 0; i < area; i++)
      for (let c = 0; c < 4; c++) image.data[4 * i + c] = c === 3 ? 255 : planes[(channels === 3 ? c : 0) * area + i]!;
    context.putImageData(image, 0, 0);
  }, [height, width, channels, base64]);
  return <canvas ref={canvas} width={width} height={height} role="img" aria-label={t('try.picture')} />;
}
