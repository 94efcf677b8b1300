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

export default defineConfig({
  plugins: [workerUrls(targets.engine.entries, builtWorker)],
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
