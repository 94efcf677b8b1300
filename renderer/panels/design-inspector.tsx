import { useState } from 'react';
import { useStore } from 'zustand';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import type { BlockParam } from '../../engine/design/document.ts';
import { choiceText } from '../language/choice-text.ts';
import { designDescription, designParamText } from '../language/design-text.ts';
import { useText } from '../language/text.ts';
import { rename, setDocumentParam } from '../state/edits.ts';
import { edit, endGesture, store } from '../state/store.ts';
import { AdviceCards, goTo } from './advice.tsx';
import { PartsOf } from './arithmetic.tsx';
import { ParamDeclarations } from './param-declarations.tsx';
import { ParamField } from './param-field.tsx';
import { ProblemCards } from './problem-cards.tsx';
import { Prose } from './prose.tsx';

/** The design as a whole: its parameters, where its cost lies, and what would make it better. */
export function DesignInspector() {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const [editing, setEditing] = useState(false);
  const { document } = model;
  const description = designDescription(document);
  const general = model.problems.filter(
    ({ node, field }) => node === '' && !(field !== undefined && Object.hasOwn(document.params, field)),
  );
  const params = Object.entries(document.params);
  return (
    <>
      <header className="inspector-head">
        <div>
          <h2>{t('inspector.design')}</h2>
          <DesignName name={document.name} />
        </div>
      </header>
      {description !== undefined && (
        <p className="description">
          <Prose text={description} />
        </p>
      )}
      <ProblemCards problems={general} />
      {params.length > 0 && !editing && (
        <div className="params">
          {params.map(([name, param]) => (
            <DesignParam key={name} name={name} param={param} />
          ))}
        </div>
      )}
      {editing && <ParamDeclarations place={model.drawing.root} />}
      <button
        type="button"
        className="button quiet declare"
        aria-expanded={editing}
        onClick={() => setEditing(!editing)}
      >
        {t(editing ? 'params.done' : params.length > 0 ? 'params.edit' : 'params.add')}
      </button>
      <AdviceCards path={null} />
      {model.totals.operations > 0 && (
        <section className="cost-card">
          <h3>{t('arithmetic.title')}</h3>
          <PartsOf path="" model={model} what="operations" onOpen={goTo} />
        </section>
      )}
    </>
  );
}

function DesignName({ name }: { readonly name: string }) {
  const t = useText();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <input
      className="name-field"
      aria-label={t('inspector.name')}
      value={draft ?? name}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (draft !== null && draft.trim() !== '' && draft !== name) edit(t('did.rename'), rename(draft.trim()));
        setDraft(null);
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}

function DesignParam({ name, param }: { readonly name: string; readonly param: BlockParam }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const title = designParamText(model.document, name, 'title', param);
  const wrong = model.problems.find((found) => found.node === '' && found.field === name);
  return (
    <ParamField
      id={`design-${name}`}
      title={title}
      help={designParamText(model.document, name, 'help', param)}
      type={param.type}
      options={param.options}
      optionTitle={(option) => choiceText(name, option)}
      value={param.default}
      fallback={param.default}
      resolved={undefined}
      wrong={wrong}
      onChange={(value: ParamValue | undefined) => {
        if (value !== undefined)
          edit(t('did.param', { field: title }), setDocumentParam(name, value), { token: `design:${name}` });
      }}
      onDone={endGesture}
    />
  );
}
