import { Command as Palette } from 'cmdk';
import { useStore } from 'zustand';
import { nodeTitle } from '../canvas/card-data.ts';
import { viewport } from '../canvas/viewport.ts';
import { keysText } from '../commands/command.ts';
import { commands, isEnabled, runCommand } from '../commands/index.ts';
import { useText } from '../language/text.ts';
import { type Family, familyOf } from '../scene/forms.ts';
import { addBehind } from '../state/gestures.ts';
import type { Model } from '../state/model.ts';
import { get } from '../state/store.ts';
import { goTo } from './advice.tsx';
import { dialogs } from './dialogs.ts';
import { paletteEntries, searchText } from './palette-entries.ts';

const close = (): void => {
  dialogs.setState({ open: null });
  viewport()?.focus();
};

/** Every command with its shortcut, and every layer, by name. */
export function CommandPalette() {
  const t = useText();
  const open = useStore(dialogs, (state) => state.open);
  if (open === null) return null;
  const find = open === 'find';
  return (
    <div className="scrim" onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div className="command-palette" role="dialog" aria-label={t(find ? 'command.find' : 'command.commands')}>
        <Palette
          label={t(find ? 'command.find' : 'command.commands')}
          loop
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key !== 'Escape') return;
            event.preventDefault();
            close();
          }}
        >
          <Palette.Input autoFocus placeholder={t(find ? 'find.placeholder' : 'palette.commands')} />
          <Palette.List label={t(find ? 'command.find' : 'command.commands')} className="menu-list scroll">
            <Palette.Empty className="menu-empty">{t(find ? 'layers.none' : 'palette.noCommand')}</Palette.Empty>
            {find ? <Nodes /> : <Commands />}
          </Palette.List>
        </Palette>
      </div>
    </div>
  );
}

function Commands() {
  const t = useText();
  const state = get();
  return (
    <>
      {commands.map((command) => (
        <Palette.Item
          key={command.id}
          value={`${t(command.title)} ${command.id}`}
          className="menu-item"
          disabled={!isEnabled(command)}
          onSelect={() => {
            close();
            runCommand(command.id);
          }}
        >
          <span className="menu-group">{t(`menu.${command.menu}`)}</span>
          {t(command.title)}
          {command.keys !== undefined && <kbd>{keysText(command.keys)}</kbd>}
        </Palette.Item>
      ))}
      {state.screen === 'design' &&
        paletteEntries(state.model.document.blocks).map((entry) => (
          <Palette.Item
            key={entry.id}
            value={`${t('menu.insert')} ${searchText(entry)}`}
            className="menu-item"
            onSelect={() => {
              close();
              addBehind(entry.kind, entry.params);
            }}
          >
            <span className="menu-group">{t('menu.insert')}</span>
            <i className={`swatch of-${entry.family}`} />
            {entry.title}
          </Palette.Item>
        ))}
    </>
  );
}

const MOST_FOUND = 400;

/** Blocks and layers from the input on, a block before what is in it. */
function drawnPaths(model: Model) {
  const { nodes, network } = model.analysis;
  const blockAt = new Map(network.groups.map(({ path, block }) => [path, `block:${block}`]));
  const found = new Map<string, { readonly path: string; readonly family: Family; readonly title: string }>();
  const add = (path: string, kind: string): void => {
    if (!found.has(path)) found.set(path, { path, family: familyOf(kind), title: nodeTitle(model, kind) });
  };
  for (const { node } of nodes) {
    if (found.size >= MOST_FOUND) break;
    const ids = node.path.split('/');
    for (let depth = 1; depth < ids.length; depth++) {
      const path = ids.slice(0, depth).join('/');
      const block = blockAt.get(path);
      if (block !== undefined) add(path, block);
    }
    add(node.path, node.kind);
  }
  return [...found.values()];
}

function Nodes() {
  return drawnPaths(get().model).map(({ path, family, title }) => (
    <Palette.Item
      key={path}
      value={`${path} ${title}`}
      className="menu-item"
      onSelect={() => {
        close();
        goTo(path);
      }}
    >
      <i className={`swatch of-${family}`} />
      <span className="path">{path}</span>
      <span className="menu-kind">{title}</span>
    </Palette.Item>
  ));
}
