import { FilePlus2, FolderOpen, Moon, Signpost, Sun, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { compact } from '../../engine/base/format.ts';
import type { Draft } from '../../engine/host/shell-protocol.ts';
import { templates } from '../../engine/templates/index.ts';
import { sectionNames, templateSections } from '../../engine/templates/sections.ts';
import { dateText } from '../language/date-text.ts';
import { languageStore, templateText, useText } from '../language/text.ts';
import type { RecentFile } from '../platform/platform.ts';
import { newDesign, openFile, openPath, openTemplate, platform, showDraft, tellError } from '../state/session.ts';
import { setTheme, themeStore } from '../theme/theme.ts';
import { isUnderWay, openTour, tour } from '../tour/tour.ts';
import { Mark } from './app-menu.tsx';
import { LanguageChoice } from './language-menu.tsx';
import { Prose } from './prose.tsx';
import { TemplatePicture, useDraftModel, useTemplateModel } from './template-picture.tsx';
import { finds } from './template-search.ts';
import './start-page.css';

/** Drafts that are shown before all are asked for: the latest. */
const FEW = 3;

/** Where work begins: what was open, what was not saved, and the zoo with pictures of its graphs. */
export function StartPage() {
  const t = useText();
  const theme = useStore(themeStore, (state) => state.theme);
  const [recent, setRecent] = useState<readonly RecentFile[]>([]);
  const [drafts, setDrafts] = useState<readonly (Draft & { readonly stored: number })[]>([]);
  const [allDrafts, setAllDrafts] = useState(false);
  const [filter, setFilter] = useState('');
  const language = useStore(languageStore);
  useEffect(() => {
    platform().files.recent().then(setRecent).catch(tellError);
    platform().drafts.left().then(setDrafts).catch(tellError);
  }, []);
  const shown = useMemo(
    () =>
      sectionNames.map((section) => ({ section, names: templateSections[section].filter((n) => isFound(filter, n)) })),
    // The texts depend on the language.
    [filter, language],
  );
  const discard = (id: string): void => {
    setDrafts((all) => all.filter((draft) => draft.id !== id));
    platform().drafts.remove(id).catch(tellError);
  };
  return (
    <main className="start scroll">
      <div className="start-side">
        <div className="start-brand">
          <Mark />
          <h1>{t('start.title')}</h1>
        </div>
        <p className="start-lead">{t('start.lead')}</p>
        <div className="start-buttons">
          <button type="button" className="button primary" onClick={newDesign}>
            <FilePlus2 />
            {t('start.new')}
          </button>
          <button type="button" className="button" onClick={() => void openFile()}>
            <FolderOpen />
            {t('start.open')}
          </button>
        </div>
        <TourOffer />
        {drafts.length > 0 && (
          <section>
            <h2>{t('start.drafts')}</h2>
            <ul>
              {(allDrafts ? drafts : drafts.slice(0, FEW)).map((draft) => (
                <li key={draft.id} className="start-draft">
                  <DraftPicture draft={draft} />
                  <span>
                    {t('start.draftOf', {
                      name: draft.name,
                      time: dateText(new Date(draft.stored)),
                    })}
                  </span>
                  <button type="button" className="button" onClick={() => showDraft(draft)}>
                    {t('start.restore')}
                  </button>
                  <button type="button" className="button quiet" onClick={() => discard(draft.id)}>
                    {t('start.discard')}
                  </button>
                </li>
              ))}
            </ul>
            {drafts.length > FEW && (
              <button type="button" className="button quiet" onClick={() => setAllDrafts(!allDrafts)}>
                {allDrafts ? t('start.fewDrafts') : t('start.allDrafts', { count: drafts.length })}
              </button>
            )}
          </section>
        )}
        <section>
          <h2>{t('start.recent')}</h2>
          {recent.length === 0 && <p className="dim">{t('start.noRecent')}</p>}
          <ul>
            {recent.map(({ path, name }) => (
              <li key={path} className="start-recent">
                <button type="button" onClick={() => void openPath(path)}>
                  <b>{name}</b>
                  <span>{path}</span>
                </button>
                <button
                  type="button"
                  className="start-forget"
                  aria-label={`${t('start.forget')}: ${name}`}
                  onClick={() => {
                    setRecent((all) => all.filter((file) => file.path !== path));
                    platform().files.forget(path).catch(tellError);
                  }}
                >
                  <X />
                </button>
              </li>
            ))}
          </ul>
        </section>
        <div className="start-foot">
          <button
            type="button"
            className="button quiet icon"
            aria-label={t('command.theme')}
            onClick={() => {
              const next = theme === 'dark' ? 'light' : 'dark';
              setTheme(next);
              platform().settings.store({ theme: next });
            }}
          >
            {theme === 'dark' ? <Sun /> : <Moon />}
          </button>
          <LanguageChoice />
        </div>
      </div>
      <section className="start-main">
        <div className="start-head">
          <h2>{t('start.templates')}</h2>
          <input
            className="field"
            type="search"
            placeholder={t('start.filter')}
            aria-label={t('start.filter')}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
        {shown.every(({ names }) => names.length === 0) && (
          <p className="dim">{t('start.noTemplate', { filter: filter.trim() })}</p>
        )}
        {shown.map(
          ({ section, names }) =>
            names.length > 0 && (
              <section key={section} aria-labelledby={`templates-${section}`}>
                <h3 id={`templates-${section}`}>{t(`start.section.${section}`)}</h3>
                <ul className="template-grid">
                  {names.map((name) => (
                    <li key={name}>
                      <TemplateCard name={name} />
                    </li>
                  ))}
                </ul>
              </section>
            ),
        )}
      </section>
    </main>
  );
}

/** The way in for who sees the app for the first time, and back in for who left half-way. */
function TourOffer() {
  const t = useText();
  const state = useStore(tour);
  if (state.open) return null;
  return (
    <button type="button" className="start-tour" onClick={openTour}>
      <Signpost aria-hidden="true" />
      <span>
        <b>{t(isUnderWay(state) ? 'tour.goOn' : 'tour.start')}</b>
        {t('tour.lead')}
      </span>
    </button>
  );
}

/** What a draft is known by: its graph, and how many layers it has. */
function DraftPicture({ draft: { id, name, text } }: { readonly draft: Draft }) {
  const t = useText();
  const model = useDraftModel(id, name, text);
  if (!model) return null;
  return (
    <>
      <i className="draft-picture">
        <TemplatePicture scene={model.scene} seen={model.seen} />
      </i>
      <em>{t('start.draftLayers', { count: model.layers })}</em>
    </>
  );
}

const titleOf = (name: string): string => templateText(name, 'title', templates[name]!.title);
const descriptionOf = (name: string): string => templateText(name, 'description', templates[name]!.description);

const isFound = (sought: string, name: string): boolean =>
  finds(sought, `${name} ${titleOf(name)} ${descriptionOf(name)}`);

function TemplateCard({ name }: { readonly name: string }) {
  const t = useText();
  const model = useTemplateModel(name);
  return (
    <button type="button" className="template" data-template={name} onClick={() => openTemplate(name)}>
      <span className="template-picture">
        {model && <TemplatePicture scene={model.scene} seen={model.seen} />}
        {model && <StageBar stages={model.stages} />}
      </span>
      <span className="template-title">
        <b>{titleOf(name)}</b>
        {model && (
          <em>{t('start.counts', { params: compact(model.params), multiplies: compact(model.multiplies) })}</em>
        )}
      </span>
      <span className="template-text">
        <Prose text={descriptionOf(name)} />
      </span>
    </button>
  );
}

/** How often each stage repeats its block, in proportion: what tells ResNet-50 from ResNet-152. */
function StageBar({ stages }: { readonly stages: readonly number[] }) {
  if (stages.length === 0) return null;
  return (
    <span className="stage-bar" aria-hidden="true">
      {stages.map((count, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what the stage is
        <i key={i} style={{ flexGrow: count }}>
          {`×${count}`}
        </i>
      ))}
    </span>
  );
}
