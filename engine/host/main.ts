import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { reportError } from './terminal/errors.ts';
import { chooseLanguage, languageFlag } from './terminal/language.ts';

/** Runs one command; `args` without the program's name. Gives the exit code: 0, 1 for a failure, 2 for bad input. */
export async function main(args: readonly string[]): Promise<number> {
  process.exitCode = 0;
  try {
    chooseLanguage(languageFlag(args), process.env);
    await createProgram().parseAsync(args, { from: 'user' });
    return process.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error);
    // commander has printed its message already. Help that was asked for is no mistake.
    return error.exitCode === 0 ? 0 : 2;
  }
}
