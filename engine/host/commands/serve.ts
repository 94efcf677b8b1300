import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { addExamples } from '../terminal/examples.ts';
import { bold, dim, note, print } from '../terminal/print.ts';
import { text } from '../terminal/texts.ts';

interface ServeFlags {
  readonly port: number;
  readonly open: boolean;
}

const HIGHEST_PORT = 65_535;

export function addServe(program: Command): void {
  const command = program
    .command('serve')
    .description('open the app in a browser; it is reachable from this machine only')
    .argument('[path]', 'a design to open, or the folder that the app may read and write in', '.')
    .option('--port <port>', 'port on 127.0.0.1; 0 takes one that is free', readPort, 0)
    .option('--no-open', 'print the address without opening a browser');
  addExamples(command, ['serve', 'serve ~/networks --port 8080', 'serve lenet.loom.json --no-open']);
  command.action((path: string, flags: ServeFlags) => serve(path, flags));
}

async function serve(path: string, flags: ServeFlags): Promise<void> {
  const { AppServer } = await import('../server/server.ts');
  const { openBrowser } = await import('../server/open-browser.ts');
  const { dataFolder } = await import('../shell/data-folder.ts');
  const { cliUrl } = await import('../cli-url.ts');
  const app = process.env['LAYERLOOM_APP'];
  if (!app) throw new Error('LAYERLOOM_APP does not say where the built app lies');
  const { folder, open } = place(path);
  const server = await AppServer.start({
    app,
    folder,
    open,
    port: flags.port,
    dataFolder: dataFolder(),
    runsFolder: join(folder, 'runs'),
    engine: { executable: process.execPath, args: [fileURLToPath(cliUrl), 'engine'] },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    throw new ProblemError([
      problem('serve.portTaken', '', { port: flags.port, reason: error.code }, { field: 'port' }),
    ]);
  });
  print(server.address);
  note(text('serve.works', { app: bold('Layerloom'), folder, end: dim(text('serve.end')) }));
  if (flags.open && !(await openBrowser(server.address))) note(text('serve.noBrowser'));
  const end = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function place(path: string): { readonly folder: string; readonly open: string | null } {
  const whole = resolve(path);
  const stat = statSync(whole, { throwIfNoEntry: false });
  if (!stat) throw new ProblemError([problem('file.notFound', path, { path })]);
  return stat.isDirectory() ? { folder: whole, open: null } : { folder: dirname(whole), open: whole };
}

function readPort(typed: string): number {
  const port = Number(typed);
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT && typed.trim() !== '') return port;
  throw new InvalidArgumentError(`Give a whole number from 0 to ${HIGHEST_PORT}.`);
}
