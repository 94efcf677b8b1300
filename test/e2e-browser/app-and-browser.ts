import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { App } from './app.ts';
import { launchChromium } from './chromium.ts';

/**
 * One app and one browser for the tests of a file; `prepare` fills the app's folder first. Both are there from the
 * first test on. A test that fails leaves pages, files and drafts wherever it stood: what comes after, a retry of it
 * too, has an app that is new.
 */
export function appAndBrowser(prepare?: (folder: string) => void): { readonly app: App; readonly browser: Browser } {
  const started: { app?: App; browser?: Browser } = {};
  beforeAll(async () => {
    started.app = await App.start(prepare);
    started.browser = await launchChromium();
  }, 240_000);
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await Promise.all(started.browser!.contexts().map((context) => context.close()));
    await started.app!.stop();
    started.app = await App.start(prepare);
  }, 240_000);
  afterAll(async () => {
    await started.browser?.close();
    await started.app?.stop();
  });
  return started as { readonly app: App; readonly browser: Browser };
}
