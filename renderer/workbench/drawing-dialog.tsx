import { Dialog } from '@base-ui/react/dialog';
import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { fileName } from '../../engine/base/file-name.ts';
import { openBlock, type Picture, picture, svgOf } from '../canvas/export-drawing.ts';
import { drawingPng } from '../canvas/export-png.ts';
import { printDrawing } from '../canvas/print-drawing.ts';
import { type TextKey, useText } from '../language/text.ts';
import { type DrawingExport, drawingExport } from '../state/drawing-export.ts';
import { platform, tellError } from '../state/session.ts';
import { get, say, stemOf, store } from '../state/store.ts';
import { DialogHeader } from './dialog-header.tsx';
import './outcome.css';
import './drawing-dialog.css';

/** The smallest text on a card, in the drawing's units. */
const SMALLEST = 10.5;
const PIXELS_A_MM = 96 / 25.4;
const POINTS_A_PIXEL = 72 / 96;

const chosenFormat = (): HTMLElement | null => document.querySelector('.drawing-choice input:checked');

const close = (): void => drawingExport.setState({ open: false });

/** The drawing as a file: what of it, in which colours, how large; with the picture as it will be. */
export function DrawingDialog() {
  const t = useText();
  const state = useStore(drawingExport);
  return (
    <Dialog.Root open={state.open} onOpenChange={(now) => !now && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog outcome drawing-dialog" initialFocus={chosenFormat}>
          <DialogHeader title={t('picture.title')} />
          <Content {...state} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content(state: DrawingExport) {
  const t = useText();
  const { format, part, theme, ground, size } = state;
  const selected = useStore(store, ({ selection }) => selection.size > 0);
  const inBlock = useStore(store, () => openBlock() !== null);
  const parts = [
    'all',
    'view',
    ...(inBlock ? ['block' as const] : []),
    ...(selected ? ['selection' as const] : []),
  ] as const;
  const drawn = usePicture(state);
  const attempt = (work: (picture: Picture) => Promise<void>) => () => {
    if (drawn) work(drawn).catch(tellError);
  };
  const save = async (now: Picture): Promise<void> => {
    if (format === 'pdf') {
      close();
      printDrawing(now);
      return;
    }
    const name = `${fileName(stemOf(get().file.name), 'untitled')}.${format}`;
    const file = await contentOf(now, state);
    if (!(await platform().files.exportFile(name, file, types[format]))) return;
    close();
    say(t('file.exported'));
  };
  const copy = async (now: Picture): Promise<void> => {
    if (format === 'svg') await navigator.clipboard.writeText(svgOf(now));
    else await navigator.clipboard.write([new ClipboardItem({ 'image/png': drawingPng(now, size) })]);
    say(t('picture.copied'));
  };
  return (
    <>
      <div className="drawing-columns">
        <div className="drawing-choices">
          <Choice name="format" options={['svg', 'png', 'pdf']} value={format} say={(of) => of.toUpperCase()} />
          <Choice name="part" options={parts} value={part} />
          <Choice name="theme" options={['light', 'dark']} value={theme} />
          <Choice name="ground" options={['paper', 'white', 'none']} value={ground} />
          <Choice name="size" options={['natural', 'slide', 'column', 'page']} value={size} />
        </div>
        <Preview drawn={drawn} size={size} />
      </div>
      <div className="dialog-buttons">
        {format !== 'pdf' && (
          <button type="button" className="button" disabled={!drawn} onClick={attempt(copy)}>
            <Copy />
            {t('picture.copy')}
          </button>
        )}
        <button type="button" className="button primary" disabled={!drawn} onClick={attempt(save)}>
          {t(format === 'pdf' ? 'picture.print' : 'picture.save')}
        </button>
      </div>
    </>
  );
}

const types = { svg: 'image/svg+xml', png: 'image/png' } as const;

async function contentOf(now: Picture, { format, size }: DrawingExport): Promise<string | Uint8Array> {
  return format === 'svg' ? svgOf(now) : new Uint8Array(await (await drawingPng(now, size)).arrayBuffer());
}

/** What would be exported now; null until it is made. */
function usePicture({ part, theme, ground, size }: DrawingExport): Picture | null {
  const [drawn, setDrawn] = useState<Picture | null>(null);
  useEffect(() => {
    let wanted = true;
    picture({ part, theme, ground, size })
      .then((made) => wanted && setDrawn(made))
      .catch(tellError);
    return () => {
      wanted = false;
    };
  }, [part, theme, ground, size]);
  return drawn;
}

function Preview({ drawn, size }: { readonly drawn: Picture | null; readonly size: DrawingExport['size'] }) {
  const t = useText();
  const [url, setUrl] = useState('');
  useEffect(() => {
    if (!drawn) return undefined;
    const made = URL.createObjectURL(new Blob([svgOf(drawn)], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [drawn]);
  const { width = 0, height = 0 } = drawn?.frame ?? {};
  const scale = drawn?.scale ?? 1;
  const onPaper = size === 'column' || size === 'page';
  const per = scale / (onPaper ? PIXELS_A_MM : 1);
  return (
    <figure className="drawing-preview">
      <div>{url !== '' && <img src={url} alt={t('picture.preview')} />}</div>
      <figcaption>
        {drawn &&
          t(onPaper ? 'picture.measurePaper' : 'picture.measure', {
            width: Math.round(width * per),
            height: Math.round(height * per),
            text: (SMALLEST * scale * (onPaper ? POINTS_A_PIXEL : 1)).toFixed(1),
          })}
      </figcaption>
    </figure>
  );
}

type Field = 'format' | 'part' | 'theme' | 'ground' | 'size';

function Choice<F extends Field>({
  name,
  options,
  value,
  say: sayOption,
}: {
  readonly name: F;
  readonly options: readonly DrawingExport[F][];
  readonly value: DrawingExport[F];
  readonly say?: (option: string) => string;
}) {
  const t = useText();
  const label = t(`picture.${name}`);
  return (
    <fieldset className="drawing-choice">
      <legend>{label}</legend>
      <div className="segments">
        {options.map((option) => (
          <label key={option}>
            <input
              type="radio"
              name={`picture-${name}`}
              checked={value === option}
              onChange={() => drawingExport.setState({ [name]: option })}
            />
            <span>{sayOption ? sayOption(option) : t(`picture.${name}.${option}` as TextKey)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
