import type { Command } from 'commander';

/** Ends a command's help with examples, each a line to copy. */
export function addExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  layerloom ${line}\n`).join('')}`);
}
