import { Menu } from '@base-ui/react/menu';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import { blocks as builtIn } from '../../engine/blocks/index.ts';
import type { Library } from '../../engine/design/document.ts';
import { useText } from '../language/text.ts';
import { copyBlock, deleteBlock, newBlock, retitleBlock, stepIntoDefinition } from '../state/definitions.ts';
import type { Entry } from './palette-entries.ts';

/** What can be done with a block's definition, whether it stands in the design or not. */
export function BlockMenu({
  entry,
  blocks,
  onRename,
}: {
  readonly entry: Entry;
  /** Of the design. */
  readonly blocks: Library;
  readonly onRename: () => void;
}) {
  const t = useText();
  const name = nameOf(entry);
  const own = Object.hasOwn(blocks, name);
  const item = (label: string, run: () => void) => (
    <Menu.Item className="menu-item" onClick={run}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu.Root>
      <Menu.Trigger
        className="button quiet icon palette-more"
        tabIndex={-1}
        aria-label={t('block.menu', { title: entry.title })}
        title={t('block.menu', { title: entry.title })}
      >
        <Ellipsis />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner" align="start">
          <Menu.Popup className="menu">
            {item(t('block.enter'), () => stepIntoDefinition(name))}
            {own && item(t('block.rename'), onRename)}
            {item(t('block.duplicate'), () => copyBlock(name))}
            {own && item(t(Object.hasOwn(builtIn, name) ? 'block.restore' : 'block.remove'), () => deleteBlock(name))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

const nameOf = ({ kind }: Entry): string => kind.slice('block:'.length);

/** The title in the palette while it is written anew. */
export function EntryTitle({ entry, onDone }: { readonly entry: Entry; readonly onDone: () => void }) {
  const t = useText();
  const [draft, setDraft] = useState(entry.title);
  return (
    <input
      className="field"
      aria-label={t('block.title')}
      autoFocus
      value={draft}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (draft.trim() !== '' && draft.trim() !== entry.title) retitleBlock(nameOf(entry), draft.trim());
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') onDone();
      }}
    />
  );
}

export function NewBlock() {
  const t = useText();
  return (
    <button type="button" className="palette-new" tabIndex={-1} onClick={newBlock}>
      <Plus aria-hidden="true" />
      {t('block.new')}
    </button>
  );
}
