/**
 * What is bundled. Each target lists the folders its files may come from and the modules that start on their own: the
 * command line and the worker threads. An entry that does not exist yet is left out.
 */
const engine = {
  folders: ['engine'],
  entries: ['engine/host/cli.ts', 'engine/host/worker.ts', 'engine/data/decode-worker.ts'],
};

const bench = {
  folders: [...engine.folders, 'test/bench'],
  entries: [...engine.entries, 'test/bench/main.ts', 'test/bench/our-step.ts', 'test/bench/our-convolution.ts'],
};

export const targets = { engine, bench };
