import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { channels, questions } from '../../electron/api.ts';

type Listener = (event: object, value?: unknown) => void;

/** What of Electron a preload script has, recorded. */
const electron = vi.hoisted(() => ({
  exposed: {} as Record<string, Record<string, unknown>>,
  listeners: new Map<string, Listener>(),
  sent: [] as unknown[][],
  pathOf: '',
}));
vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, api: Record<string, unknown>) => (electron.exposed[name] = api),
  },
  ipcRenderer: {
    invoke: (...message: unknown[]) => Promise.resolve(message),
    send: (...message: unknown[]) => electron.sent.push(message),
    on: (channel: string, listener: Listener) => electron.listeners.set(channel, listener),
  },
  webUtils: { getPathForFile: () => electron.pathOf },
}));

const posted = vi.fn<(...message: unknown[]) => void>();
beforeAll(async () => {
  vi.stubGlobal('window', { postMessage: posted });
  await import('../../electron/preload.ts');
});
beforeEach(() => {
  electron.sent.length = 0;
});

const bridge = () =>
  electron.exposed['layerloomHost'] as {
    readonly ask: Readonly<Record<string, (params: unknown) => Promise<unknown>>>;
    readonly onEvent: (listener: (event: unknown) => void) => void;
    readonly pathOf: (file: object) => string;
    readonly connectEngine: () => void;
  };

test('the page gets these functions, and nothing of Electron itself', () => {
  expect(Object.keys(electron.exposed)).toEqual(['layerloomHost']);
  expect(Object.keys(bridge()).toSorted()).toEqual(['ask', 'connectEngine', 'onEvent', 'pathOf']);
  expect(Object.keys(bridge().ask)).toEqual([...questions]);
  const values = [bridge().onEvent, bridge().pathOf, bridge().connectEngine, ...Object.values(bridge().ask)];
  expect(values.map((value) => typeof value)).toEqual(values.map(() => 'function'));
});

test('each question goes to its channel under its own name, whatever the page gives', async () => {
  for (const name of questions) {
    const params = { channel: 'other' };
    expect(await bridge().ask[name]!(params)).toEqual([channels.ask, name, params]);
  }
});

test('a page that listens gets the news without the event object, which holds the sender', () => {
  const heard: unknown[][] = [];
  bridge().onEvent((...values) => heard.push(values));
  electron.listeners.get(channels.event)?.({ sender: 'the line itself' }, { type: 'closing' });
  expect(heard).toEqual([[{ type: 'closing' }]]);
});

test.each(['', '/home/notes.txt', '/etc/passwd', '/home/json'])('no path is told of a file at "%s"', (path) => {
  electron.pathOf = path;
  expect([bridge().pathOf({}), electron.sent]).toEqual(['', []]);
});

test.each(['/home/net.loom.json', '/home/NET.ONNX'])('a file that was dragged in from %s is told', (path) => {
  electron.pathOf = path;
  expect(bridge().pathOf({})).toBe(path);
  expect(electron.sent).toEqual([[channels.dropped, path]]);
});

test('the port to the engine comes to the page by way of its own window', () => {
  bridge().connectEngine();
  expect(electron.sent).toEqual([[channels.engine]]);
  electron.listeners.get(channels.engine)?.({ ports: ['a port'], sender: 'the line itself' });
  expect(posted.mock.calls).toEqual([['layerloom-engine', '*', ['a port']]]);
});
