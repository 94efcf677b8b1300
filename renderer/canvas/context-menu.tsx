import { ContextMenu } from '@base-ui/react/context-menu';
import type { ReactNode } from 'react';
import { keysText } from '../commands/command.ts';
import { commandOf, isEnabled, runCommand } from '../commands/index.ts';
import { useText } from '../language/text.ts';

const ids = [
  'insert.layer',
  'insert.note',
  null,
  'edit.cut',
  'edit.copy',
  'edit.paste',
  'edit.duplicate',
  'edit.delete',
  null,
  'edit.connect',
  'insert.group',
  'block.make',
  'block.inline',
  'block.open',
  'block.enter',
  null,
  'convert.bottleneck',
  'view.layout',
  'view.fitSelection',
  'view.fit',
] as const;

/** The commands that fit the place, under the right mouse button. */
export function CanvasMenu({ children }: { readonly children: ReactNode }) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger className="canvas-menu-area">{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="menu-positioner">
          <ContextMenu.Popup className="menu">
            <Items />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Items() {
  const t = useText();
  return ids.map((id, i) => {
    if (id === null) return <ContextMenu.Separator key={`line${ids[i - 1]}`} className="menu-line" />;
    const command = commandOf(id);
    if (!command) return null;
    return (
      <ContextMenu.Item key={id} className="menu-item" disabled={!isEnabled(command)} onClick={() => runCommand(id)}>
        {t(command.title)}
        {command.keys !== undefined && <kbd>{keysText(command.keys)}</kbd>}
      </ContextMenu.Item>
    );
  });
}
