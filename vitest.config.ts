import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { build, entryName } from './scripts/build.mjs';
import { targets } from './scripts/targets.mjs';
import { workerUrls } from './scripts/worker-urls.mjs';
import { useSoftwareVulkan } from './test/backends/webgpu/software-vulkan.ts';

// Before the processes that run the tests start: the dynamic linker reads its path once.
useSoftwareVulkan();

/** Tests import the engine's sources; worker threads cannot run those on Node 20 and come from the build. */
async function builtWorker(entry: string): Promise<string> {
  const folder = await build('engine');
  return `new URL('${pathToFileURL(`${folder}/${entryName(entry)}.mjs`).href}')`;
}

/** Folders whose tests keep nothing in modules, environment or processes: their files share modules that are loaded, which takes half the time. */
const pure = [
  'analyze',
  'base',
  'blocks',
  'compile',
  'data',
  'design',
  'import',
  'ir',
  'layers',
  'mutation',
  'onnx',
  'ops',
  'profile',
  'readers',
  'renderer',
  'settings',
  'templates',
];
const ofPure = pure.map((folder) => `test/${folder}/**/*.test.ts`);
const ofBrowser = ['test/e2e-browser/**/*.test.ts'];

export default defineConfig({
  plugins: [workerUrls(targets.engine.entries, builtWorker)],
  test: {
    projects: [
      { extends: true, test: { name: 'pure', include: ofPure, isolate: false } },
      {
        extends: true,
        // Chromium on a busy machine loses a frame, an event or a connection once in some thousand tests. Such a test is tried again with an app that is new; the report says `retry x1` beside it.
        test: { name: 'browser', include: ofBrowser, retry: 1, testTimeout: 240_000 },
      },
      { extends: true, test: { name: 'others', include: ['test/**/*.test.ts'], exclude: [...ofPure, ...ofBrowser] } },
    ],
    pool: 'forks',
    maxWorkers: 2,
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
