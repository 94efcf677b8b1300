import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { listAdapters } from '../../../engine/backends/webgpu/adapters.ts';
import { Device, openDevice } from '../../../engine/backends/webgpu/device.ts';
import { compileTraining } from '../../../engine/backends/webgpu/training.ts';
import { compileTraining as compileStep } from '../../../engine/compile/training.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { network } from '../../compile/small-nets.ts';
import { Memory } from './small-memory.ts';

/** More by hand: LAYERLOOM_STEPS=10000 npx vitest run test/backends/webgpu/leak.test.ts */
const STEPS = Number(process.env['LAYERLOOM_STEPS'] ?? 400);
const WARM_UP = STEPS / 4;
/** Bytes that a process may grow by without a leak. */
const SETTLED = 40e6;

/**
 * What a step takes and gives anew each time is the same whatever its kernels are: few, so that many steps are few
 * seconds.
 */
const net = network(
  ['input', 'input', { height: 4, width: 4, channels: 3 }],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('what the device has given is not kept by the device', async () => {
  const device = await openDevice(0);
  const given: WeakRef<object>[] = [];
  for (let i = 0; i < 50; i++) given.push(new WeakRef(await device.unlessLost(Promise.resolve({ i }))));
  // A WeakRef holds what it refers to until the turn is over.
  await new Promise((resolve) => setTimeout(resolve));
  collectGarbage();
  expect(given.slice(0, -1).filter((ref) => ref.deref())).toEqual([]);
});

test(`memory stays flat over ${STEPS} steps`, { timeout: 20_000 + 400 * STEPS }, async () => {
  const adapter = (await listAdapters())[0]!;
  const memory = new Memory(await adapter.requestDevice());
  const step = compileStep(net, trainingSettings.parse({ batch: 4, optimizer: { kind: 'adam' } }));
  const executable = await compileTraining(new Device(memory.gpu, adapter, 1), step, {
    autotune: false,
    state: initialState(step.graph, 1),
  });
  const images = new Float32Array(4 * 3 * 16).fill(0.5);
  const run = async (
    steps: number,
  ): Promise<{ readonly resident: number; readonly heap: number; readonly device: number }> => {
    for (let i = 0; i < steps; i++)
      await executable.run({ images, labels: BigInt64Array.of(0n, 1n, 2n, 0n), learningRate: 0.01, step: i, seed: 7 });
    await executable.readState();
    collectGarbage();
    return { resident: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed, device: memory.used };
  };
  let warm = await run(WARM_UP);
  let after = await run(STEPS);
  // The allocator takes its time to settle, longer on a busy machine: what leaks grows each time.
  for (let again = 0; again < 2 && after.resident - warm.resident > SETTLED; again++)
    [warm, after] = [after, await run(STEPS)];
  await executable.dispose();
  const grown = (what: 'resident' | 'heap'): string => `${((after[what] - warm[what]) / 1e6).toFixed(2)} MB`;
  process.stdout.write(`${STEPS} steps: resident ${grown('resident')} more, heap ${grown('heap')} more\n`);
  expect(after.device).toBe(warm.device);
  expect(after.heap - warm.heap).toBeLessThan(1e6);
  expect(after.resident - warm.resident).toBeLessThan(SETTLED);
  expect(memory.used).toBe(0);
});
