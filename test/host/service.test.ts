import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { encodeFrame } from '../../engine/host/frames.ts';
import type { CallInput, FromEngine } from '../../engine/host/protocol.ts';
import { fromEngine, results } from '../../engine/host/protocol.ts';
import { EngineService } from '../../engine/host/service.ts';
import { serveStdio } from '../../engine/host/stdio.ts';
import { workerUrl } from '../../engine/host/worker-url.ts';

const document: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/designs/tiny.loom.json'), 'utf8'),
);

/** A run that goes on until it is stopped. */
const endless: CallInput<'train'> = {
  design: { kind: 'document', document, name: 'tiny' },
  data: { path: 'builtin:digits', validation: 0 },
  settings: { epochs: 100_000, batch: 256 },
  out: null,
  threads: 1,
};

/** A service whose messages are kept, checked against the protocol, and can be waited for. */
class Caller {
  readonly messages: FromEngine[] = [];
  readonly #watchers = new Set<() => void>();
  readonly service: EngineService;

  constructor(worker = workerUrl) {
    this.service = new EngineService(worker, (message) => {
      this.messages.push(fromEngine.parse(message));
      for (const watch of this.#watchers) watch();
    });
  }

  until(when: (message: FromEngine) => boolean, from = 0): Promise<FromEngine> {
    return new Promise((resolve) => {
      const watch = (): void => {
        const found = this.messages.slice(from).find(when);
        if (!found) return;
        this.#watchers.delete(watch);
        resolve(found);
      };
      this.#watchers.add(watch);
      watch();
    });
  }
}

const isStep = (m: FromEngine): boolean => m.type === 'event' && m.event.type === 'step';
let caller: Caller;
afterEach(() => caller.service.close());

test('pause, go on and stop are acknowledged at once, while a step runs in the thread, and take effect at its end', async () => {
  caller = new Caller();
  const { service, messages } = caller;
  service.receive({ type: 'call', id: 7, name: 'train', params: endless });
  await caller.until(isStep);

  service.receive({ type: 'control', id: 7, wanted: 'pause' });
  // Nothing has been awaited: the answer cannot have waited for the step.
  expect(messages.at(-1)).toEqual({ type: 'acknowledged', id: 7, wanted: 'pause' });
  // A run that has no end falls silent.
  await quiet(caller);

  const before = messages.length;
  service.receive({ type: 'control', id: 7, wanted: 'run' });
  await caller.until(isStep, before);
  service.receive({ type: 'control', id: 7, wanted: 'stop' });
  expect(messages.at(-1)).toEqual({ type: 'acknowledged', id: 7, wanted: 'stop' });
  const result = await caller.until((m) => m.type === 'result');
  expect(result).toMatchObject({ id: 7, result: { status: 'stopped', reason: 'stopRequested' } });
});

/** Waits until no step has been reported for a while. */
async function quiet({ messages }: Caller): Promise<void> {
  for (let before = -1; before !== messages.length; ) {
    before = messages.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

test('one job runs at a time; the others queue, and one that waits can be taken back', async () => {
  caller = new Caller();
  const { service, messages } = caller;
  service.receive({ type: 'call', id: 1, name: 'train', params: endless });
  service.receive({ type: 'call', id: 2, name: 'train', params: endless });
  service.receive({ type: 'call', id: 3, name: 'train', params: { ...endless, settings: { maxSteps: 1 } } });
  expect(messages).toEqual([
    { type: 'started', id: 1 },
    { type: 'queued', id: 2, ahead: 1 },
    { type: 'queued', id: 3, ahead: 2 },
  ]);
  for (const id of [1, 2]) {
    service.receive({ type: 'call', id, name: 'train', params: endless });
    expect(messages.at(-1)).toMatchObject({ type: 'failure', id, message: expect.stringContaining('a new id') });
  }
  service.receive({ type: 'control', id: 2, wanted: 'stop' });
  expect(messages.at(-1)).toEqual({ type: 'cancelled', id: 2 });
  service.receive({ type: 'control', id: 1, wanted: 'stop' });
  const done = await caller.until((m) => m.type === 'result' && m.id === 3);
  expect(done).toMatchObject({ result: { status: 'done', reason: 'maxSteps', steps: 1 } });
});

test('a light call is answered beside a run that goes on, and can be taken back', async () => {
  caller = new Caller();
  const { service, messages } = caller;
  service.receive({ type: 'call', id: 1, name: 'train', params: endless });
  await caller.until(isStep);
  service.receive({ type: 'call', id: 2, name: 'devices', params: {} });
  expect(messages.at(-1)).toEqual({ type: 'started', id: 2 });
  const devices = await caller.until((m) => m.type === 'result');
  expect(results.devices.parse((devices as { result: unknown }).result).devices[0]).toMatchObject({ id: 'cpu' });
  await caller.until(isStep, messages.length);
  service.receive({ type: 'call', id: 3, name: 'devices', params: {} });
  service.receive({ type: 'control', id: 3, wanted: 'stop' });
  expect(messages.at(-1)).toEqual({ type: 'cancelled', id: 3 });
  const stepsSeen = messages.length;
  await caller.until(isStep, stepsSeen);
});

describe('a disk that does not answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-hangs-'));
  const there = join(folder, 'there');
  afterEach(() => vi.useRealTimers());
  afterAll(() => rmSync(folder, { recursive: true }));
  const hangs = { path: there } as const;
  const hanging = new URL('./never-ending-worker.mjs', import.meta.url);
  const begin = (): Caller => new Caller(hanging);
  const codes = ({ messages }: Caller): readonly string[] => messages.map(({ type, id }) => `${type} ${id}`);

  test('does not keep the places of looks that were taken back', async () => {
    caller = begin();
    const ask = (id: number) =>
      caller.service.receive({ type: 'call', id, name: 'previewData', params: { data: hangs } });
    const stop = (id: number) => caller.service.receive({ type: 'control', id, wanted: 'stop' });
    for (let id = 1; id <= 6; id++) ask(id);
    for (const id of [1, 2]) stop(id);
    expect(codes(caller)).toEqual([
      'started 1',
      'started 2',
      'started 3',
      'started 4',
      'queued 5',
      'queued 6',
      'cancelled 1',
      'started 5',
      'cancelled 2',
      'started 6',
    ]);
    writeFileSync(there, '');
    await caller.until((m) => m.type === 'failure' && m.id === 6);
    expect(await caller.service.close()).toBe(true);
    rmSync(there);
  });

  test('does not keep the device once a stop has waited', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    caller = begin();
    const { service } = caller;
    for (const id of [1, 2]) service.receive({ type: 'call', id, name: 'train', params: { ...endless, data: hangs } });
    service.receive({ type: 'control', id: 1, wanted: 'stop' });
    vi.advanceTimersByTime(2900);
    expect(codes(caller)).toEqual(['started 1', 'queued 2', 'acknowledged 1']);
    vi.advanceTimersByTime(200);
    expect(codes(caller).slice(3)).toEqual(['cancelled 1', 'started 2']);
    writeFileSync(there, '');
    await caller.until((m) => m.type === 'failure' && m.id === 2);
    rmSync(there);
  });

  test('does not keep the device once its job has answered, nor a training that was told to stop long ago', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    caller = begin();
    const { service } = caller;
    const params = { ...endless, data: hangs };
    service.receive({ type: 'call', id: 1, name: 'train', params: { ...params, out: 'answers' } });
    service.receive({ type: 'call', id: 2, name: 'train', params });
    await caller.until((m) => m.type === 'problems' && m.id === 1);
    vi.advanceTimersByTime(3000);
    expect(codes(caller)).toEqual(['started 1', 'queued 2', 'problems 1', 'started 2']);
    writeFileSync(there, '');
    await caller.until((m) => m.type === 'failure' && m.id === 2);
    expect(await service.close()).toBe(true);
    rmSync(there);
  });

  test('does not keep a process whose host is gone', async () => {
    const killed = vi.spyOn(process, 'kill').mockReturnValue(true);
    const input = new PassThrough();
    const output = new PassThrough();
    const ended = serveStdio(
      hanging,
      input as unknown as typeof process.stdin,
      output as unknown as typeof process.stdout,
    );
    input.write(encodeFrame({ type: 'call', id: 1, name: 'train', params: { ...endless, data: hangs } }));
    await once(output, 'data');
    input.end();
    await ended;
    expect(killed.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
    killed.mockRestore();
    writeFileSync(there, '');
  });
});

test('parameters that no thread can take are a problem, and the next call has its turn', async () => {
  caller = new Caller();
  const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
  const design = { kind: 'document', document: { ...(document as object), deep }, name: 'deep' };
  caller.service.receive({ type: 'call', id: 1, name: 'train', params: { ...endless, design } });
  expect(caller.messages).toMatchObject([{ type: 'problems', id: 1, problems: [{ code: 'engine.cannotSend' }] }]);
  caller.service.receive({ type: 'call', id: 2, name: 'train', params: { ...endless, settings: { maxSteps: 1 } } });
  await caller.until((m) => m.type === 'result' && m.id === 2);
});

test('a profile says how far it is, and a stop ends it between steps', async () => {
  caller = new Caller();
  const { service, messages } = caller;
  const params: CallInput<'profile'> = {
    design: { kind: 'document', document, name: 'tiny' },
    settings: { batch: 8 },
    steps: 1000,
    threads: 1,
  };
  service.receive({ type: 'call', id: 9, name: 'profile', params });
  await caller.until((m) => m.type === 'event' && m.event.type === 'profiling' && m.event.stage === 'steps');
  service.receive({ type: 'control', id: 9, wanted: 'stop' });
  const end = await caller.until((m) => m.type === 'problems' || m.type === 'result');
  expect(end).toMatchObject({ type: 'problems', id: 9, problems: [{ code: 'engine.cancelled' }] });
  const stages = messages.flatMap((m) => (m.type === 'event' && m.event.type === 'profiling' ? [m.event.stage] : []));
  expect(new Set(stages)).toEqual(new Set(['compile', 'steps']));
});

describe('what is no message of the protocol is answered, not thrown', () => {
  test.each([
    [undefined, -1],
    ['hello', -1],
    [{ type: 'call' }, -1],
    [{ type: 'call', id: 4, name: 'format-disk', params: {} }, 4],
    [{ type: 'control', id: 5, wanted: 'explode' }, 5],
  ])('%j', (message, id) => {
    caller = new Caller();
    caller.service.receive(message);
    expect(caller.messages).toMatchObject([{ type: 'failure', id }]);
  });

  test('parameters that break the schema are problems that name the field', () => {
    caller = new Caller();
    const params = { ...endless, settings: { epochs: -1, optimizer: { kind: 'magic' } } };
    caller.service.receive({ type: 'call', id: 6, name: 'train', params });
    expect(caller.messages).toMatchObject([
      {
        type: 'problems',
        id: 6,
        problems: [
          { code: 'settings.tooSmall', field: 'settings.epochs', values: { value: '-1', limit: 1 } },
          { code: 'settings.notAnOption', field: 'settings.optimizer.kind', values: { value: '"magic"' } },
        ],
      },
    ]);
  });

  test('mistakes that a job finds are problems too', async () => {
    caller = new Caller();
    caller.service.receive({ type: 'call', id: 8, name: 'evaluate', params: { run: '/nowhere' } });
    const problems = await caller.until((m) => m.type === 'problems');
    expect(problems).toMatchObject({ id: 8, problems: [{ code: 'run.notFound', values: { path: '/nowhere' } }] });
  });
});
