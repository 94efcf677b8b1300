import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { reportError } from './terminal/errors.ts';

// `layerloom inspect … | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? usageExitCode(error) : reportError(error);
}

/** commander has printed its message already. Help that was asked for is no mistake. */
function usageExitCode(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}
