import { afterEach, expect, test, vi } from 'vitest';
import type { FromEngine } from '../../../engine/host/protocol.ts';
import { EngineProcess, type EngineState } from '../../../engine/host/shell/engine-process.ts';
import type { ActiveJob } from '../../../engine/host/shell-protocol.ts';

/** Answers `devices` with its own number, dies of `profile`, and of nothing else. */
const ENGINE = `
process.stdin.on('data', (bytes) => {
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const { id, name, type } = JSON.parse(bytes.subarray(at + 8, at + 8 + length).toString());
    at += 8 + length;
    if (name === 'profile') { console.error('out of memory'); process.exit(7); }
    if (name === 'runs') send({ type: 'problems', id, problems: [{ values: { features: Infinity } }] });
    if (name === 'export') for (let n = 0; n < 3; n++) send({ type: 'event', id, event: { type: 'evaluated', done: NaN, total: 1 } });
    if (name === 'export') send({ type: 'event', id, event: { type: 'stage', stage: 'write' } });
    if (name === 'devices') send({ type: 'result', id, result: process.pid });
    if (type === 'control') send({ type: 'acknowledged', id, wanted: 'stop' });
  }
});
function send(message) {
  const head = Buffer.from(JSON.stringify(message));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(head.length);
  process.stdout.write(Buffer.concat([prefix, head]));
}`;

/** Starting a process can take a while beside other tests. */
const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 15_000, interval: 5 });

const running: EngineProcess[] = [];
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.close();
});

function start(script = ENGINE) {
  const states: EngineState[] = [];
  const jobs: (readonly ActiveJob[])[] = [];
  const engine = new EngineProcess({ executable: process.execPath, args: ['-e', script] }, (news) => {
    if (news.type === 'engine') states.push(news);
    else jobs.push(news.jobs);
  });
  running.push(engine);
  const got: FromEngine[] = [];
  const line = engine.line((message) => got.push(message));
  return { engine, states, jobs, got, line };
}

const call = (id: number, name: 'devices' | 'train' | 'profile' | 'runs' | 'export') =>
  ({ type: 'call', id, name, params: {} }) as const;

test('two pages use the same numbers, and each gets its own answers', async () => {
  const { engine, got, line } = start();
  const others: FromEngine[] = [];
  const other = engine.line((message) => others.push(message));
  line.receive(call(1, 'devices'));
  other.receive(call(1, 'devices'));
  other.receive(call(2, 'devices'));
  await until(() => got.length === 1 && others.length === 2);
  expect([...got, ...others].map((m) => [m.type, m.id])).toEqual([
    ['result', 1],
    ['result', 1],
    ['result', 2],
  ]);
});

test('when the process is killed, calls are told at once, and the next process answers', async () => {
  const { engine, states, got, line } = start();
  await until(() => engine.state.status === 'ready');
  const first = engine.pid;
  line.receive(call(1, 'train'));
  process.kill(first!, 'SIGKILL');
  await until(() => got.length === 1);
  expect(got[0]).toMatchObject({
    type: 'problems',
    id: 1,
    problems: [{ code: 'engine.died', values: { how: 'SIGKILL' } }],
  });
  await until(() => engine.state.status === 'ready');
  expect(states.map(({ status }) => status)).toEqual(['ready', 'restarting', 'ready']);
  line.receive(call(2, 'devices'));
  await until(() => got.length === 2);
  expect(got[1]).toMatchObject({ type: 'result', id: 2, result: engine.pid });
  expect(engine.pid).not.toBe(first);
});

test('what it said last is passed on', async () => {
  const { states, line } = start();
  line.receive(call(1, 'profile'));
  await until(() => states.some(({ status }) => status === 'restarting'));
  expect(states.find(({ status }) => status === 'restarting')?.detail).toBe('exit code 7: out of memory');
});

test('one that dies again and again is started ever more slowly, and said to be failing', async () => {
  const { engine, states } = start('process.exit(1)');
  await until(() => states.some(({ status }) => status === 'failing'));
  await engine.close();
  expect(states.filter(({ status }) => status === 'restarting')).toHaveLength(4);
});

test('a program that does not exist is no exception', async () => {
  const states: EngineState[] = [];
  const engine = new EngineProcess({ executable: '/nowhere/node', args: [] }, (news) => {
    if (news.type === 'engine') states.push(news);
  });
  running.push(engine);
  await until(() => states.length > 0);
  expect(states[0]).toMatchObject({ status: 'restarting', detail: expect.stringContaining('ENOENT') });
});

test('text on its output is no protocol: it is ended and started again', async () => {
  const { states } = start(`console.log('hello, I am no frame'); process.stdin.resume()`);
  await until(() => states.some(({ status }) => status === 'restarting'));
  expect(states.find(({ status }) => status === 'restarting')?.detail).toMatch(/^SIGKILL: the stream is not framed/);
});

test('a page that goes has its jobs stopped', async () => {
  const { engine, line } = start();
  line.receive(call(1, 'train'));
  line.close();
  const probe: FromEngine[] = [];
  engine.line((message) => probe.push(message)).receive(call(1, 'devices'));
  await until(() => probe.length === 1);
  expect(engine.state.status).toBe('ready');
});

test('a page that floods is refused', () => {
  const { got, line } = start();
  for (let id = 0; id < 70; id++) line.receive(call(id, 'train'));
  expect(got.map((m) => m.type === 'problems' && m.problems[0]?.code)).toEqual(Array(6).fill('engine.busy'));
});

test('an answer that does not fit the protocol ends its job, and says so', async () => {
  const { engine, got, jobs, line } = start();
  line.receive(call(1, 'runs'));
  await until(() => got.some(({ type }) => type === 'problems'));
  expect(got.at(-1)).toMatchObject({
    id: 1,
    problems: [{ code: 'engine.unreadable', values: { reason: expect.stringContaining('problems.0.') } }],
  });
  line.receive(call(1, 'devices'));
  await until(() => got.at(-1)?.type === 'result');
  expect([engine.isTraining, jobs.at(-1) ?? []]).toEqual([false, []]);
});

test('an event that does not fit is told of once, and the job goes on', async () => {
  const { got, line } = start();
  line.receive(call(1, 'export'));
  await until(() => got.some((m) => m.type === 'event' && m.event.type === 'stage'));
  expect(got.map((m) => m.type === 'event' && m.event)).toMatchObject([
    { type: 'warnings', problems: [{ code: 'engine.eventLost', severity: 'warning' }] },
    { type: 'stage' },
  ]);
});

test('a call that cannot be put into a frame leaves no job behind', () => {
  const { engine, jobs, line } = start();
  const document = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
  const params = { design: { kind: 'document', document, name: 'deep' } };
  expect(() => line.receive({ ...call(1, 'train'), params })).toThrow('engine.cannotSend');
  expect([engine.isTraining, jobs]).toEqual([false, []]);
});
