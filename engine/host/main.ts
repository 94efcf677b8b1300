import { existsSync } from 'node:fs';
import { CommanderError } from 'commander';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { isGarbled } from '../base/file-name.ts';
import { createProgram } from './program.ts';
import { reportError } from './terminal/errors.ts';
import { chooseLanguage, languageFlag } from './terminal/language.ts';

/** Runs one command; `args` without the program's name. Gives the exit code: 0, 1 for a failure, 2 for bad input. */
export async function main(args: readonly string[]): Promise<number> {
  process.exitCode = 0;
  try {
    chooseLanguage(languageFlag(args), process.env);
    requireReadable(args);
    await createProgram().parseAsync(args, { from: 'user' });
    return process.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error);
    // commander has printed its message already. Help that was asked for is no mistake.
    return error.exitCode === 0 ? 0 : 2;
  }
}

/** Refuses an argument that came as bytes that are no UTF-8: what would be written under its name is another file. */
function requireReadable(args: readonly string[]): void {
  const garbled = args.filter((arg) => isGarbled(arg) && !existsSync(arg));
  if (garbled.length > 0) throw new ProblemError(garbled.map((path) => problem('file.nameNotUtf8', path, { path })));
}
