import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { encodeFrame, FrameReader } from '../../../engine/host/frames.ts';
import type { FromEngine } from '../../../engine/host/protocol.ts';
import { PageConnection } from '../../../engine/host/server/page-connection.ts';
import type { EngineProcess } from '../../../engine/host/shell/engine-process.ts';
import { Shell } from '../../../engine/host/shell/shell.ts';
import type { FromHost } from '../../../engine/host/shell-protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-slow-'));
const file = join(folder, 'net.json');
const MEGABYTE = 1 << 20;
writeFileSync(file, 'x'.repeat(MEGABYTE));
afterAll(() => rmSync(folder, { recursive: true }));

/** A WebSocket whose other end takes bytes only when `read` is called. */
class StalledSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  closed: unknown[] = [];
  readonly sent: FromHost[] = [];
  #taken: (() => void)[] = [];

  send(data: Uint8Array, taken: () => void): void {
    this.bufferedAmount += data.length;
    this.sent.push(new FrameReader().push(data)[0]?.head as FromHost);
    this.#taken.push(taken);
  }
  pause = (): void => void (this.isPaused = true);
  resume = (): void => void (this.isPaused = false);
  close = (...why: unknown[]): void => {
    this.closed = why;
    this.readyState = 2;
  };
  read(): void {
    this.bufferedAmount = 0;
    for (const taken of this.#taken.splice(0)) taken();
  }
}

let socket: StalledSocket;
let page: PageConnection;
let tell: (message: FromEngine) => void;
beforeEach(() => {
  socket = new StalledSocket();
  const shell = new Shell({
    kind: 'browser',
    dataFolder: join(folder, 'data'),
    folder,
    runsFolder: folder,
    open: null,
  });
  const engine = {
    news: [],
    line: (send: typeof tell) => {
      tell = send;
      return { receive: () => {}, close: () => {} };
    },
  } as unknown as EngineProcess;
  page = new PageConnection(socket as unknown as WebSocket, 1, shell, engine);
});

const step = { type: 'step', epoch: 0, loss: 1, accuracy: 0, top5: 0, learningRate: 1, gradientNorm: 1 } as const;
const report = (n: number): FromEngine => ({
  type: 'event',
  id: 1,
  event: { ...step, step: n, ms: 1, imagesPerSecond: 1, secondsLeft: 1, heads: {} },
});
const result = (id: number, result: unknown = null): FromEngine => ({ type: 'result', id, result });

test('questions of a page that does not read wait until it does, and each is answered, in order', async () => {
  for (let id = 1; id <= 40; id++) {
    socket.emit(
      'message',
      Buffer.from(encodeFrame({ type: 'ask', id, name: 'files.read', params: { path: file } })),
      true,
    );
  }
  await vi.waitUntil(() => socket.isPaused);
  expect(socket.sent.length).toBeLessThan(6);
  expect(socket.bufferedAmount).toBeLessThan(6 * MEGABYTE);
  for (let rounds = 0; socket.isPaused && rounds < 40; rounds++) {
    socket.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.bufferedAmount).toBeLessThan(6 * MEGABYTE);
  }
  expect(socket.sent.map((m) => m.type === 'answer' && m.id)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

test('a page that is behind misses what the next report says anew, and nothing else', () => {
  tell(report(1));
  tell(result(2, 'x'.repeat(5 * MEGABYTE)));
  for (let n = 2; n < 1000; n++) tell(report(n));
  tell(result(3));
  expect(socket.sent.map((m) => 'id' in m && m.id)).toEqual([1, 2, 3]);
  socket.read();
  tell(report(1000));
  expect(socket.sent.at(-1)).toEqual(report(1000));
});

test('a page that reads nothing at all is given up, with words', () => {
  for (let id = 0; id < 40; id++) page.send(result(id, 'x'.repeat(5 * MEGABYTE)));
  expect(socket.closed).toEqual([1013, 'this window does not read what it is sent']);
  expect(socket.bufferedAmount).toBeLessThan(70 * MEGABYTE);
});
