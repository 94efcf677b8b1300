import { useState } from 'react';
import { useStore } from 'zustand';
import { setParam } from '../../engine/design/edits/nodes.ts';
import { layers } from '../../engine/layers/index.ts';
import { useText } from '../language/text.ts';
import { setDocumentParam } from '../state/edits.ts';
import { library } from '../state/model.ts';
import { edit, endGesture, store } from '../state/store.ts';

/** A whole number in a bar; each keystroke that makes one counts. */
export function NumberField({
  value,
  least,
  most,
  width,
  label,
  onChange,
  onDone,
}: {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly width: number;
  readonly label: string;
  readonly onChange: (value: number) => void;
  readonly onDone?: () => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const take = (text: string): void => {
    setDraft(text);
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) onChange(number);
  };
  return (
    <input
      className="bar-number"
      style={{ width }}
      inputMode="numeric"
      aria-label={label}
      title={label}
      value={draft ?? value}
      onFocus={(event) => event.target.select()}
      onChange={(event) => take(event.target.value)}
      onBlur={() => {
        setDraft(null);
        onDone?.();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        take(String(Math.min(most, Math.max(least, value + step))));
      }}
    />
  );
}

/** Image size and classes of the design, where it has an input and says its classes in one place. */
export function InputFields() {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const input = model.document.nodes.find(({ kind }) => kind === 'input');
  const shown = input && model.analysis.byPath.get(input.id)?.params;
  const classes = classesOf(model.document);
  const setInput = (field: string, value: number): void => {
    if (input)
      edit(t('did.param', { field: t('bar.input') }), setParam(library, '', input.id, field, value), {
        token: `input:${field}`,
      });
  };
  const side = (field: 'height' | 'width' | 'channels', width: number) => (
    <NumberField
      value={Number(shown?.[field] ?? 0)}
      least={1}
      most={4096}
      width={width}
      label={t(`bar.${field}`)}
      onChange={(value) => setInput(field, value)}
      onDone={endGesture}
    />
  );
  return (
    <>
      {shown && (
        <div className="chip" role="group" aria-label={t('bar.input')}>
          <span>{t('bar.input')}</span>
          {side('height', 34)}
          <s>×</s>
          {side('width', 34)}
          <s>×</s>
          {side('channels', 34)}
        </div>
      )}
      {classes && (
        <label className="chip">
          <span>{t('bar.classes')}</span>
          <NumberField
            value={classes.value}
            least={2}
            most={100_000}
            width={40}
            label={t('bar.classes')}
            onChange={(value) => {
              const change =
                classes.node === null
                  ? setDocumentParam('classes', value)
                  : setParam(library, '', classes.node, 'units', value);
              edit(t('did.param', { field: t('bar.classes') }), change, { token: 'classes' });
            }}
            onDone={endGesture}
          />
        </label>
      )}
    </>
  );
}

/** The design's parameter `classes`, or the units of the dense layer in front of the classifier. */
function classesOf(
  document: ReturnType<typeof store.getState>['model']['document'],
): { readonly value: number; readonly node: string | null } | null {
  const param = document.params['classes'];
  if (typeof param?.default === 'number') return { value: param.default, node: null };
  const head = document.nodes.find(({ kind }) => kind === 'classifier');
  const dense = document.nodes.find(({ id, kind }) => kind === 'dense' && head?.inputs?.['in']?.[0] === id);
  const units = dense?.params?.['units'] ?? layers.dense.params.units.default;
  return dense && typeof units === 'number' ? { value: units, node: dense.id } : null;
}
