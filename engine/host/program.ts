import { Command } from 'commander';
import { version } from '../base/version.ts';
import { addTemplates } from './commands/templates.ts';
import { addTrain } from './commands/train.ts';

const groups = [
  ['Designs:', [addTemplates]],
  ['Training:', [addTrain]],
] as const;

/** The command line: every command with its flags and help. What a command needs to run is loaded when it runs, so that help and first output come at once. */
export function createProgram(): Command {
  const program = new Command('layerloom')
    .description('Design, cost, train, profile and export convolutional networks.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');
  for (const [title, commands] of groups) {
    program.commandsGroup(title);
    for (const add of commands) add(program);
  }
  return program;
}
