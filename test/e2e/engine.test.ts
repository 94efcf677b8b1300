import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeFrame, FrameReader } from '../../engine/host/frames.ts';
import { type FromEngine, fromEngine } from '../../engine/host/protocol.ts';
import { designs, start, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();

/** `layerloom engine` as Electron's main process sees it. */
async function startEngine() {
  const child = await start(['engine'], folder);
  const reader = new FrameReader();
  const messages: FromEngine[] = [];
  let wake = (): void => {};
  child.stdout!.on('data', (bytes: Uint8Array) => {
    messages.push(...reader.push(bytes).map((frame) => fromEngine.parse(frame.head)));
    wake();
  });
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const until = async (when: (message: FromEngine) => boolean): Promise<FromEngine> => {
    for (;;) {
      const found = messages.find(when);
      if (found) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const write = (bytes: Uint8Array): void => void child.stdin!.write(bytes);
  return { child, write, messages, until, code };
}

test('the engine answers calls in frames that arrive in pieces, outlives broken ones, and ends with its input', async () => {
  const { child, write, until, code, messages } = await startEngine();
  const call = encodeFrame({ type: 'call', id: 1, name: 'devices', params: {} });
  write(call.subarray(0, 5));
  write(call.subarray(5));
  // A machine with a GPU lists it behind the processor.
  const devices = expect.arrayContaining([expect.objectContaining({ id: 'cpu' })]) as unknown;
  expect(await until((m) => m.type === 'result')).toMatchObject({ id: 1, result: { devices } });

  write(encodeFrame({ type: 'call', id: 2, name: 'nonsense' }));
  expect(await until((m) => m.type === 'failure' && m.id === 2)).toBeDefined();
  const notJson = encodeFrame('abc').map((byte) => (byte === 0x22 ? 0x7b : byte));
  write(notJson);
  expect(await until((m) => m.type === 'failure' && m.id === -1)).toBeDefined();

  const document: unknown = JSON.parse(readFileSync(join(designs, 'tiny.loom.json'), 'utf8'));
  const params = {
    design: { kind: 'document', document, name: 'tiny' },
    data: { path: 'builtin:digits' },
    settings: { epochs: 1000 },
    out: null,
  };
  write(encodeFrame({ type: 'call', id: 3, name: 'train', params }));
  await until((m) => m.type === 'event' && m.id === 3 && m.event.type === 'step');
  write(encodeFrame({ type: 'control', id: 3, wanted: 'stop' }));
  expect(await until((m) => m.type === 'result' && m.id === 3)).toMatchObject({ result: { status: 'stopped' } });
  expect(messages).toContainEqual({ type: 'acknowledged', id: 3, wanted: 'stop' });

  child.stdin!.end();
  expect(await code).toBe(0);
});

test('a stream that is not framed is told so and ends the engine with 1', async () => {
  const { write, until, code } = await startEngine();
  write(new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'));
  expect(await until((m) => m.type === 'failure')).toMatchObject({
    id: -1,
    message: expect.stringContaining('not framed'),
  });
  expect(await code).toBe(1);
});
