import type { Command } from 'commander';
import { helpText } from './help.ts';

/** Ends a command's help with examples, each a line to copy. */
export function addExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((line) => `  layerloom ${line}\n`).join('');
  return command.addHelpText('after', () => `\n${helpText('Examples:')}\n${lines}`);
}
