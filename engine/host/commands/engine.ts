import type { Command } from 'commander';

/** The service that Electron's main process owns. Hidden: people have no use for it. */
export function addEngine(program: Command): void {
  program
    .command('engine', { hidden: true })
    .description('serve the protocol on stdin and stdout')
    .action(async () => {
      const { serveStdio } = await import('../stdio.ts');
      const { workerUrl } = await import('../worker-url.ts');
      // Native threads of a job that was ended may still be there: they must not keep the process.
      process.exit(await serveStdio(workerUrl));
    });
}
