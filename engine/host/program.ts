import { Command } from 'commander';
import { version } from '../base/version.ts';
import { addConvert } from './commands/convert.ts';
import { addDemo } from './commands/demo.ts';
import { addDevices } from './commands/devices.ts';
import { addEngine } from './commands/engine.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addInspect } from './commands/inspect.ts';
import { addPredict } from './commands/predict.ts';
import { addProfile } from './commands/profile.ts';
import { addRuns } from './commands/runs.ts';
import { addServe } from './commands/serve.ts';
import { addSweep } from './commands/sweep.ts';
import { addTemplates } from './commands/templates.ts';
import { addTrain } from './commands/train.ts';
import { addVerify } from './commands/verify.ts';
import { helpText, mistakeText, translateHelp } from './terminal/help.ts';

const groups = [
  ['Start here:', [addServe, addDemo]],
  ['Designs:', [addTemplates, addInspect, addConvert]],
  ['Training:', [addTrain, addRuns, addSweep, addEvaluate, addPredict]],
  ['Performance:', [addProfile, addDevices]],
  ['ONNX:', [addImport, addExport, addVerify]],
] as const;

/**
 * The command line: every command with its flags and help. What a command needs to run is loaded when it runs, so that
 * help and first output come at once.
 */
export function createProgram(): Command {
  const program = new Command('layerloom')
    .description('Design, cost, train, profile and export convolutional networks.')
    .version(version)
    .option('--language <code>', 'language of tables and messages: en | zh (default: as LANG says)')
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(mistakeText(message)) })
    .showHelpAfterError(helpText('(add --help for the options)'));
  for (const [title, commands] of groups) {
    program.commandsGroup(title);
    for (const add of commands) add(program);
  }
  addEngine(program);
  translateHelp(program);
  return program;
}
