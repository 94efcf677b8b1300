import { useState } from 'react';
import { useStore } from 'zustand';
import { grouped } from '../../engine/base/format.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { DETACHED } from '../../engine/design/locate.ts';
import { blockText, useText } from '../language/text.ts';
import type { Place } from '../scene/drawing.ts';
import { retitleBlock } from '../state/definitions.ts';
import { sample } from '../state/detached.ts';
import { sumAt } from '../state/model.ts';
import { store } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { PartsOf } from './arithmetic.tsx';
import { ParamDeclarations } from './param-declarations.tsx';
import { Prose } from './prose.tsx';

/** The block that is stepped into: what it is called, its parameters, where its cost lies. */
export function BlockInspector({ place }: { readonly place: Place }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const { definition } = place;
  const scope = place.prefix.slice(0, -1);
  const count = model.analysis.network.groups.filter(({ block }) => block === definition).length;
  const builtin = model.document.blocks[definition] === undefined && Object.hasOwn(blocks, definition);
  const alone = scope.startsWith(DETACHED);
  const shape = [sample.height, sample.width, sample.channels].map(grouped).join(' × ');
  const help = blockText(definition, 'help', model.drawing.block(definition)?.help ?? '');
  return (
    <>
      <header className="inspector-head of-block">
        <div>
          <BlockTitle definition={definition} title={model.drawing.block(definition)?.title ?? definition} />
          <p className="path">{definition}</p>
        </div>
      </header>
      <p className="shared">
        {alone ? t(count === 0 ? 'block.unused' : 'block.alone', { sample: shape }) : ''}{' '}
        {count > 0 ? t('block.inPlaces', { count }) : ''} {builtin ? t('inspector.builtin') : ''}
      </p>
      <ParamDeclarations place={place} />
      {sumAt(model, scope).operations > 0 && (
        <section className="cost-card">
          <h3>{t('arithmetic.title')}</h3>
          <p className="result">{grouped(sumAt(model, scope).operations)}</p>
          <PartsOf path={scope} model={model} what="operations" onOpen={goTo} />
        </section>
      )}
      {help !== '' && (
        <section className="help">
          <h3>{t('inspector.help')}</h3>
          <p>
            <Prose text={help} />
          </p>
        </section>
      )}
    </>
  );
}

function BlockTitle({ definition, title }: { readonly definition: string; readonly title: string }) {
  const t = useText();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <input
      className="name-field title-field"
      aria-label={t('block.title')}
      spellCheck={false}
      value={draft ?? blockText(definition, 'title', title)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        const to = draft?.trim() ?? '';
        setDraft(null);
        if (to !== '' && to !== title) retitleBlock(definition, to);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
