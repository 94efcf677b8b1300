import { get } from '../state/store.ts';
import { blockCommands } from './block-commands.ts';
import type { Command, MenuName } from './command.ts';
import { editCommands } from './edit-commands.ts';
import { fileCommands } from './file-commands.ts';
import { helpCommands } from './help-commands.ts';
import { measureCommands } from './measure-commands.ts';
import { viewCommands } from './view-commands.ts';

/** Everything that can be done, in the order of the menus. */
export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...blockCommands,
  ...viewCommands,
  ...measureCommands,
  ...helpCommands,
];

export const menuNames: readonly MenuName[] = ['file', 'edit', 'insert', 'block', 'convert', 'view', 'run', 'help'];

/** A menu's commands from top to bottom, null for a line. */
export function menuItems(name: MenuName): readonly (Command | null)[] {
  const items = commands.filter(({ menu }) => menu === name);
  return items.flatMap((command, i) => (i > 0 && command.startsSection ? [null, command] : [command]));
}

export function commandOf(id: string): Command | undefined {
  return commands.find((command) => command.id === id);
}

export const isEnabled = (command: Command): boolean => command.enabled?.(get()) ?? true;

export function runCommand(id: string): void {
  const command = commandOf(id);
  if (command && isEnabled(command)) command.run();
}
