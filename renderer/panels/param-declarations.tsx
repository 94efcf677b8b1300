import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { type ParamValue, type Problem } from '../../engine/base/diagnostics.ts';
import { isProblem } from '../../engine/base/expression.ts';
import type { BlockParam } from '../../engine/design/document.ts';
import {
  addParam,
  changeParam,
  type ParamChanges,
  removeParam,
  renameParam,
} from '../../engine/design/edits/params.ts';
import { evaluateParam } from '../../engine/design/parameters.ts';
import { choiceText } from '../language/choice-text.ts';
import { useText } from '../language/text.ts';
import type { Place } from '../scene/drawing.ts';
import { tell } from '../state/gestures.ts';
import { library, type Model } from '../state/model.ts';
import { edit, endGesture, say, store } from '../state/store.ts';
import { IconButton } from './icon-button.tsx';
import { ParamField } from './param-field.tsx';
import { showValue } from './param-text.ts';

const types = ['number', 'size', 'list', 'boolean', 'text'] as const satisfies readonly BlockParam['type'][];

/**
 * The parameters that a definition declares: added, renamed, retyped, given defaults, removed; expressions and
 * instances follow.
 */
export function ParamDeclarations({ place }: { readonly place: Place }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const declared = Object.entries(declaredIn(model, place.definition));
  return (
    <section className="declarations">
      <h3>{t('params.title')}</h3>
      {declared.length === 0 && <p className="dim">{t('params.none')}</p>}
      <ul>
        {declared.map(([name, param]) => (
          <Declaration key={name} place={place} name={name} param={param} />
        ))}
      </ul>
      <button
        type="button"
        className="button"
        onClick={() =>
          tell(
            edit(t('did.params.add'), addParam(library, place.definition, 'filters', { type: 'number', default: 64 })),
          )
        }
      >
        <Plus />
        {t('params.add')}
      </button>
    </section>
  );
}

const declaredIn = (model: Model, definition: string): Readonly<Record<string, BlockParam>> =>
  (definition === '' ? model.document.params : model.drawing.block(definition)?.params) ?? {};

function Declaration({
  place,
  name,
  param,
}: {
  readonly place: Place;
  readonly name: string;
  readonly param: BlockParam;
}) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const { definition } = place;
  const scope = place.prefix.slice(0, -1);
  const wrong = model.problems.find((found: Problem) => found.node === scope && found.field === name);
  const params = model.drawing.params(place);
  const resolved = evaluateParam(param.default, params);
  const here = params[name];
  const changed = (changes: ParamChanges): void => {
    tell(
      edit(t('did.params.change', { name }), changeParam(library, definition, name, changes), {
        token: `declare:${definition}:${name}`,
      }),
    );
  };
  return (
    <li className="declaration">
      <div className="declaration-head">
        <ParamName definition={definition} name={name} />
        <select
          className="field"
          aria-label={t('params.type', { name })}
          value={param.type}
          onChange={(event) => {
            changed({ type: types.find((type) => type === event.target.value) ?? 'number' });
            endGesture();
          }}
        >
          {types.map((type) => (
            <option key={type} value={type}>
              {t(`params.type.${type}`)}
            </option>
          ))}
        </select>
        <IconButton
          title={t('params.remove', { name, value: showValue(param.default, param.type) })}
          onClick={() => {
            const count = otherValues(model, definition, name, param.default);
            tell(edit(t('did.params.remove', { name }), removeParam(library, definition, name)));
            if (count > 0) say(t('params.gone', { count, name, value: showValue(param.default, param.type) }));
          }}
        >
          <X />
        </IconButton>
      </div>
      <ParamField
        id={`declared-${name}`}
        title={t('params.default')}
        help={param.help ?? ''}
        type={param.type}
        options={param.options}
        optionTitle={(option) => choiceText(name, option)}
        value={param.default}
        fallback={param.default}
        resolved={isProblem(resolved) ? undefined : resolved}
        wrong={isProblem(resolved) ? resolved : wrong}
        onChange={(value) => {
          if (value !== undefined) changed({ default: value });
        }}
        onDone={endGesture}
      />
      {param.type === 'text' && (
        <ParamField
          id={`options-${name}`}
          title={t('params.options')}
          help={t('params.optionsHelp')}
          type="text"
          value={param.options?.join(', ') ?? ''}
          fallback={param.options?.join(', ') ?? ''}
          resolved={undefined}
          wrong={undefined}
          onChange={(value) => changed({ options: choicesOf(value) })}
          onDone={endGesture}
        />
      )}
      {definition !== '' &&
        here !== undefined &&
        !isProblem(resolved) &&
        showValue(here, param.type) !== showValue(resolved, param.type) && (
          <p className="declaration-here">{t('params.here', { value: showValue(here, param.type) })}</p>
        )}
    </li>
  );
}

function ParamName({ definition, name }: { readonly definition: string; readonly name: string }) {
  const t = useText();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <input
      className="field formula"
      aria-label={t('params.name', { name })}
      spellCheck={false}
      autoComplete="off"
      value={draft ?? name}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        const to = draft?.trim() ?? '';
        setDraft(null);
        if (to !== '' && to !== name)
          tell(edit(t('did.params.rename', { name }), renameParam(library, definition, name, to)));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}

/** Nothing typed takes the list away. */
function choicesOf(typed: ParamValue | undefined): readonly string[] | undefined {
  const choices = String(typed ?? '')
    .split(/[,，]/)
    .map((choice) => choice.trim())
    .filter((choice) => choice !== '');
  return choices.length > 0 ? choices : undefined;
}

/** Instances that the parameter has another value in than its default. */
function otherValues(model: Model, definition: string, name: string, fallback: ParamValue): number {
  return model.analysis.network.groups.filter(
    ({ block, params }) =>
      block === definition && params[name] !== undefined && showValue(params[name]) !== showValue(fallback),
  ).length;
}
