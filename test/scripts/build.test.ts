import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'layerloom-build-'));

for (const name of ['scripts', 'package.json', 'package-lock.json']) {
  cpSync(join(repository, name), join(folder, name), { recursive: true });
}
symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
write(
  'engine/data/decode-worker.ts',
  `import { parentPort } from 'node:worker_threads'; parentPort?.postMessage('decoded');`,
);
write(
  'engine/data/decode.ts',
  `import { Worker } from 'node:worker_threads';
   export const worker = (): Worker => new Worker(new URL('./decode-worker.ts', import.meta.url));`,
);
write(
  'engine/host/cli.ts',
  `import { worker } from '../data/decode.ts';
   const args: string[] = process.argv.slice(2);
   worker().once('message', (text: string) => console.log(args.join(' '), text));`,
);
afterAll(() => rmSync(folder, { recursive: true }));

test('the command line runs from its sources, worker threads included, and is built once by processes that start together', async () => {
  const runs = await Promise.all([layerloom('one'), layerloom('two'), layerloom('three')]);
  expect(runs).toEqual(['one decoded\n', 'two decoded\n', 'three decoded\n']);
  expect(readdirSync(join(folder, 'dist'))).toEqual([expect.stringMatching(/^engine-[0-9a-f]{12}$/)]);
});

test('an edit is seen by the next run', async () => {
  write(
    'engine/data/decode-worker.ts',
    `import { parentPort } from 'node:worker_threads'; parentPort?.postMessage('edited');`,
  );
  expect(await layerloom('next')).toBe('next edited\n');
  expect(readdirSync(join(folder, 'dist'))).toHaveLength(2);
});

test('sources that do not parse fail with their place, and leave nothing behind', async () => {
  write('engine/data/decode.ts', 'export const worker = (');
  await expect(layerloom('broken')).rejects.toThrow('decode.ts:1:24');
  expect(readdirSync(join(folder, 'dist'))).toHaveLength(2);
});

test('the window is bundled for production, whatever NODE_ENV says', async () => {
  write('renderer/index.html', '<script type="module" src="./main.tsx"></script>');
  write(
    'renderer/main.tsx',
    `import { createRoot } from 'react-dom/client'; createRoot(document.body).render(<p>drawn</p>);`,
  );
  const script = `import { build } from './scripts/build.mjs'; process.stdout.write(await build('app'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'test' },
  });
  const name = readdirSync(join(stdout, 'assets')).find((file) => file.endsWith('.js'));
  const bundle = readFileSync(join(stdout, 'assets', name!), 'utf8');
  expect(bundle).toContain('drawn');
  expect(bundle.includes('jsxDEV')).toBe(false);
});

async function layerloom(argument: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'scripts/layerloom.mjs'), argument]);
  return stdout;
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}
