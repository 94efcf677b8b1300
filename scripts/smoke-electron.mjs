/**
 * Drives the real Electron as a person's machine has it: opens a design in the desktop app, looks at what the page can
 * reach, and asks the engine. Prints a line for each thing seen, and fails at the first that is not so. Says in one
 * sentence where Electron cannot be had.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findElectron, reasonAgainstWindow } from './electron.mjs';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
const against = reasonAgainstWindow();
const electron = against ? { reason: against } : findElectron();
if ('reason' in electron) {
  console.error(`Electron: ${electron.reason}. Nothing was driven.`);
  process.exit(1);
}
const { _electron } = await import('playwright-core');
const [main, page, engine] = [await build('electron'), await build('app'), await build('engine')];
const folder = mkdtempSync(join(tmpdir(), 'layerloom-smoke-'));
const design = join(folder, 'smoke.loom.json');
writeFileSync(
  design,
  JSON.stringify({
    format: 'layerloom',
    version: 1,
    name: 'smoke',
    nodes: [{ id: 'input', kind: 'input', params: { height: 8, width: 8, channels: 1 } }],
  }),
);
const started = performance.now();
const app = await _electron.launch({
  executablePath: electron.program,
  args: [join(main, 'main.mjs'), design],
  env: {
    .../** @type {Record<string, string>} */ (process.env),
    LAYERLOOM_HOME: join(folder, 'home'),
    LAYERLOOM_APP: page,
    LAYERLOOM_NODE: process.execPath,
    LAYERLOOM_ENGINE: join(engine, 'cli.mjs'),
  },
});
try {
  const window = await app.firstWindow();
  await window.waitForSelector('.react-flow__node, .canvas');
  see(`the design is drawn after ${((performance.now() - started) / 1000).toFixed(1)} s`);

  assert.match(await window.title(), /smoke/);
  see('its name is in the title');

  const reach = await window.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    host: Object.keys(/** @type {any} */ (globalThis).layerloomHost ?? {}).sort(),
    opened: globalThis.open('https://example.org') !== null,
  }));
  assert.deepEqual(reach, { node: [], host: ['ask', 'connectEngine', 'onEvent', 'pathOf'], opened: false });
  see('the page has no Node, the enumerated bridge, and opens no window');

  const refused = await window.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    const evaluated = 'inlineRan' in globalThis;
    const fetched = await fetch('https://example.org').then(
      () => true,
      () => false,
    );
    return { evaluated, fetched };
  });
  assert.deepEqual(refused, { evaluated: false, fetched: false });
  see('its policy refuses inline scripts and other addresses');

  const native = await app.evaluate(({ BrowserWindow, Menu }) => {
    const preferences = /** @type {any} */ (BrowserWindow.getAllWindows()[0]?.webContents)?.getLastWebPreferences();
    const { sandbox, contextIsolation, nodeIntegration } = preferences;
    return { sandbox, contextIsolation, nodeIntegration, menus: Menu.getApplicationMenu()?.items.length ?? 0 };
  });
  assert.deepEqual(
    { ...native, menus: native.menus > 3 },
    {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      menus: true,
    },
  );
  see('the window is sandboxed and isolated, and has native menus');

  const devices = await window.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ data, ports: [port] }) => {
          if (data !== 'layerloom-engine' || !port) return;
          port.addEventListener('message', (event) => {
            if (event.data.type === 'result') resolve(event.data.result.devices.length);
          });
          port.start();
          port.postMessage({ type: 'call', id: 1, name: 'devices', params: {} });
        });
        /** @type {any} */ (globalThis).layerloomHost.connectEngine();
      }),
  );
  assert.ok(Number(devices) > 0);
  see(`the engine answers: ${devices} device(s)`);
} finally {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} what */
function see(what) {
  console.log(`ok: ${what}`);
}
