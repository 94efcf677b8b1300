import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { paletteDrag, startPaletteDrag } from '../canvas/palette-drag.ts';
import { viewport } from '../canvas/viewport.ts';
import { useText } from '../language/text.ts';
import { addBehind } from '../state/gestures.ts';
import { store } from '../state/store.ts';
import { BlockMenu, EntryTitle, NewBlock } from './palette-blocks.tsx';
import { type Entry, groups, paletteEntries, searchText } from './palette-entries.ts';

/** Layers, blocks and the person's own blocks, by category. */
export function Palette() {
  const t = useText();
  // The blocks alone: dozens of menus are not drawn anew at every keystroke.
  const blocks = useStore(store, ({ model }) => model.document.blocks);
  const [search, setSearch] = useState('');
  const [renaming, setRenaming] = useState<string | null>(null);
  const [wantedStop, setStop] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const wanted = search.trim().toLowerCase();
  const entries = paletteEntries(blocks).filter((entry) => searchText(entry).toLowerCase().includes(wanted));
  // The entry that had the focus last, as long as it is shown.
  const stop = entries.some(({ id }) => id === wantedStop) ? wantedStop : entries[0]?.id;
  const add = (entry: Entry): void => {
    addBehind(entry.kind, entry.params);
    viewport()?.focus();
  };
  return (
    <nav className="palette" aria-label={t('palette.label')}>
      <div className="palette-search">
        <Search aria-hidden="true" />
        <input
          className="field"
          type="search"
          placeholder={t('palette.search')}
          aria-label={t('palette.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            const [first] = entries;
            if (event.key === 'Enter' && first) add(first);
            if (event.key === 'ArrowDown') list.current?.querySelector<HTMLElement>('.palette-entry')?.focus();
          }}
        />
      </div>
      <div className="palette-list scroll" ref={list} onKeyDown={moveFocus}>
        {entries.length === 0 && <p className="palette-none">{t('palette.none')}</p>}
        {groups.map((group) => {
          const members = entries.filter((entry) => entry.group === group);
          if (members.length === 0 && (group !== 'category.own' || wanted !== '')) return null;
          return (
            <section key={group}>
              <h3>{t(group)}</h3>
              {members.map((entry) =>
                renaming === entry.id ? (
                  <EntryTitle key={entry.id} entry={entry} onDone={() => setRenaming(null)} />
                ) : (
                  <div key={entry.id} className="palette-row">
                    <button
                      type="button"
                      className="palette-entry"
                      data-kind={entry.kind}
                      tabIndex={entry.id === stop ? 0 : -1}
                      onFocus={() => setStop(entry.id)}
                      onPointerDown={(event) => startPaletteDrag(event.nativeEvent, entry.kind, entry.title)}
                      onClick={(event) => {
                        // A pointer drags; the keyboard, whose clicks have no place, inserts.
                        if (event.detail === 0) add(entry);
                      }}
                      onDoubleClick={() => add(entry)}
                    >
                      <i className={`swatch of-${entry.family}`} />
                      <span>{entry.title}</span>
                    </button>
                    {entry.family === 'block' && (
                      <BlockMenu entry={entry} blocks={blocks} onRename={() => setRenaming(entry.id)} />
                    )}
                  </div>
                ),
              )}
              {group === 'category.own' && <NewBlock />}
            </section>
          );
        })}
      </div>
      <p className="palette-hint">{t('palette.hint')}</p>
      <DragGhost />
    </nav>
  );
}

/**
 * The list is one tab stop. Up and down go from entry to entry, right to what can be done with a block, and left back.
 */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  const target = event.target as HTMLElement;
  const row = target.closest('.palette-row');
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.palette-entry, .palette-new')];
  const at = all.indexOf(target);
  const beside = (selector: string) => row?.querySelector<HTMLElement>(selector);
  const next: Readonly<Record<string, HTMLElement | null | undefined>> =
    at < 0
      ? { ArrowLeft: beside('.palette-entry') }
      : {
          ArrowDown: all[Math.min(at + 1, all.length - 1)],
          ArrowUp: all[Math.max(at - 1, 0)],
          Home: all[0],
          End: all.at(-1),
          ArrowRight: beside('.palette-more'),
        };
  const to = next[event.key];
  if (!to) return;
  event.preventDefault();
  to.focus();
}

function DragGhost() {
  const drag = useStore(paletteDrag, (state) => state.drag);
  if (!drag) return null;
  return (
    <div className="drag-ghost" style={{ left: drag.x, top: drag.y }}>
      <div className="card slim">
        <div className="card-row">
          <b>{drag.title}</b>
        </div>
      </div>
    </div>
  );
}
