import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type TextKey, text, useText } from '../language/text.ts';
import { type AppState, change, store } from '../state/store.ts';
import { type Change, type TotalChanges, totalChanges, valueChange } from '../state/what-changed.ts';
import { fieldText } from './node-costs.tsx';
import { valueChangeText } from './value-change-text.ts';
import './what-changed.css';

/** Of the totals, what the last edit made of them; null where it left them as they were. */
export function useTotalChanges(): TotalChanges | null {
  const compared = useStore(store, (state) => state.compared);
  const model = useStore(store, (state) => state.model);
  return compared && totalChanges(compared.model, model);
}

const fieldChange = (field: TotalChanges['field']): Change | null => {
  if (!field) return null;
  const [before, now] = [field.before, field.now].map((of) =>
    fieldText(of, text('total.whole'), text('total.unknown')),
  );
  return { before: before!, now: now!, by: '', share: '' };
};

/** What the edit was: the one value that it changed, or its name in the undo menu. */
function editText({ compared, model }: AppState): string {
  if (!compared) return '';
  const value = valueChange(compared.model.document, model.document);
  return value ? valueChangeText(model, value) : compared.label;
}

const rows = ({ params, operations, memory, field }: TotalChanges): readonly (readonly [TextKey, Change])[] =>
  (
    [
      ['total.params', params],
      ['total.operations', operations],
      ['total.memory', memory],
      ['total.field', fieldChange(field)],
    ] as const
  ).flatMap(([title, found]) => (found ? [[title, found] as const] : []));

/**
 * Over the canvas after an edit, until the next one or until it is put away: each total before and after, and the
 * difference.
 */
export function WhatChanged() {
  const t = useText();
  const changes = useTotalChanges();
  const said = useStore(store, editText);
  if (!changes) return null;
  const all = rows(changes);
  return (
    <section className="what-changed" aria-label={t('changed.label')}>
      <b>{said}</b>
      <dl>
        {all.map(([title, { before, now, by, share }]) => (
          <div key={title}>
            <dt>{t(title)}</dt>
            <dd>
              {before} → {now} {by !== '' && <strong>{by}</strong>} {share !== '' && <em>{share}</em>}
            </dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        className="button quiet icon"
        aria-label={t('changed.dismiss')}
        title={t('changed.dismiss')}
        onClick={() => change({ compared: null })}
      >
        <X />
      </button>
      <Spoken
        said={[said, ...all.map(([title, { before, now, by }]) => `${t(title)} ${before} → ${now} ${by}`)].join(', ')}
      />
    </section>
  );
}

const REST_MS = 900;

/** For a screen reader: once the typing rests, not at every key. */
function Spoken({ said }: { readonly said: string }) {
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(said), REST_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <span className="hidden-text" role="status">
      {spoken}
    </span>
  );
}
