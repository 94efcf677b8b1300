import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { sharedBytes } from '../../engine/data/image-set.ts';
import { WorkerPool } from '../../engine/data/worker-pool.ts';
import { open, refusal, temporaryFolder, write, writeIdx } from './data-sets-on-disk.ts';

const store = {
  shape: { channels: 1, height: 1, width: 1 },
  images: { kind: 'memory', pixels: sharedBytes(4) },
  table: new Float32Array(256),
} as const;
const job = { samples: new Int32Array([0]), augment: null };

/** A pool whose threads run `source` instead. */
function poolOf(source: string, threads = 1): WorkerPool {
  const script = write(temporaryFolder(), 'worker.mjs', source);
  const pool = new WorkerPool(store, threads, pathToFileURL(script));
  onTestFinished(() => pool.dispose());
  return pool;
}

test.each([
  { how: 'throws', source: "setTimeout(() => { throw new Error('out of luck'); }, 20)", reason: 'out of luck' },
  { how: 'exits', source: 'setTimeout(() => process.exit(3), 20)', reason: 'exit code 3' },
  { how: 'does not parse', source: 'const =', reason: "Unexpected token '='" },
])('a thread that $how fails every job, waiting or to come', async ({ source, reason }) => {
  const pool = poolOf(source, 2);
  const says = [
    `data.workerFailed: A thread that prepares images ended unexpectedly: ${reason}. Start again; if it happens again, try images of a smaller size or fewer threads.`,
  ];
  const jobs = Array.from({ length: 4 }, () => refusal(() => pool.make(job, new ArrayBuffer(4))));
  for (const refused of await Promise.all(jobs)) expect(refused).toEqual(says);
  expect(await refusal(() => pool.make(job, new ArrayBuffer(4)))).toEqual(says);
});

test('a stream that waits when the data set is closed ends, and gives no more', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const set = await open(folder, {}, { workers: 1 });
  const stream = set.trainBatches({ batch: 2, seed: 1, shuffle: true });
  expect((await stream.next())?.step).toBe(0);
  const [waiting] = await Promise.all([stream.next(), set.dispose()]);
  expect(waiting === null || waiting.step === 1).toBe(true);
  expect(await stream.next()).toBeNull();
});

test('idle threads do not keep a process alive, busy ones do', async () => {
  const folder = temporaryFolder();
  const echo = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, buffer }) => setTimeout(() => parentPort.postMessage({ id, buffer }, [buffer]), 50));`;
  const worker = pathToFileURL(write(folder, 'worker.mjs', echo)).href;
  const built = pathToFileURL(await bundlePool(folder)).href;
  const main = write(
    folder,
    'main.mjs',
    `import { WorkerPool } from '${built}';
     const pool = new WorkerPool({}, 2, new URL('${worker}'));
     const buffer = await pool.make({ samples: new Int32Array(0), augment: null }, new ArrayBuffer(8));
     process.send(buffer.byteLength);`,
  );
  const child = fork(main);
  onTestFinished(() => void child.kill());
  const [[message], [code]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  expect({ message, code }).toEqual({ message: 8, code: 0 });
});

async function bundlePool(folder: string): Promise<string> {
  const { build } = await import('rolldown');
  const file = `${folder}/pool.mjs`;
  await build({
    input: new URL('../../engine/data/worker-pool.ts', import.meta.url).pathname,
    platform: 'node',
    output: { file, format: 'esm' },
    logLevel: 'warn',
  });
  return file;
}
