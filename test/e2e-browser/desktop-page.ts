import type { Page } from 'playwright-core';
import { questions } from '../../electron/api.ts';
import type { WindowBridge } from '../../engine/host/shell-protocol.ts';
import type { FakeElectron, FakePort } from '../electron/fake-electron.ts';

/** Stands for `layerloom://app`, a scheme that Electron alone knows. Nothing is fetched: the main process answers. */
const ORIGIN = 'https://layerloom.test';

interface Globals {
  readonly hostAsk: (name: string, params: unknown) => Promise<unknown>;
  readonly hostConnect: () => Promise<void>;
  readonly hostEngine: (message: unknown) => Promise<void>;
  layerloomHost: WindowBridge;
  hostTell: (event: unknown) => void;
  hostAnswer: (message: unknown) => void;
}

/**
 * The built page in Chromium, on the desktop's main process over the fake of Electron: files and their policy come from
 * its protocol handler, and the bridge does what the preload script does.
 */
export async function openDesktopPage(page: Page, electron: FakeElectron): Promise<void> {
  page.setDefaultTimeout(60_000);
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const response = electron.respond({ url: `layerloom://app${pathname}`, method: route.request().method() });
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  });
  await page.exposeFunction('hostAsk', (name: string, params: unknown) => electron.ask(name, params));
  let port: FakePort | undefined;
  await page.exposeFunction('hostConnect', () => {
    electron.tell('layerloom:engine');
    port = electron.window?.ports.at(-1) as FakePort;
    const answer = inOrder(page, (all) => all.forEach((m) => (globalThis as unknown as Globals).hostAnswer(m)));
    port.on('message', ({ data }) => answer(data));
  });
  await page.exposeFunction('hostEngine', (message: unknown) => port?.say(message));
  await page.addInitScript(bridge, [...questions]);
  await page.goto(`${ORIGIN}/index.html`);
  electron.window!.onSent = inOrder(page, (all) =>
    all.forEach((event) => (globalThis as unknown as Globals).hostTell(event)),
  );
}

/**
 * Hands values to the page in their order, all that have come meanwhile at once: an engine that trains a tiny network
 * says more in a second than a browser under load takes one by one, and a click would wait behind all of it. What is
 * said last may come when the page is closed already.
 */
function inOrder(page: Page, run: (values: readonly unknown[]) => void): (value: unknown) => void {
  let waiting: unknown[] = [];
  let isUnderWay = false;
  const hand = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) {
      const values = waiting;
      waiting = [];
      await page.evaluate(run, values);
    }
    isUnderWay = false;
  };
  return (value) => {
    waiting.push(value);
    if (!isUnderWay)
      hand().catch((error: unknown) => {
        if (!page.isClosed()) throw error;
      });
  };
}

/** Runs in the page. */
function bridge(names: readonly string[]): void {
  const host = globalThis as unknown as Globals;
  const listeners: ((event: unknown) => void)[] = [];
  host.hostTell = (event) => listeners.forEach((listener) => listener(event));
  host.layerloomHost = {
    ask: Object.fromEntries(
      names.map((name) => [name, (params: unknown) => host.hostAsk(name, params)]),
    ) as WindowBridge['ask'],
    onEvent: (listener) => listeners.push(listener),
    pathOf: () => '',
    connectEngine: () => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', ({ data }) => void host.hostEngine(data));
      port1.start();
      host.hostAnswer = (message) => port1.postMessage(message);
      void host.hostConnect().then(() => window.postMessage('layerloom-engine', '*', [port2]));
    },
  };
}
