/**
 * What is bundled. Each target lists the folders its files may come from and the modules that start on their own: the
 * command line and the worker threads.
 */
const engine = {
  folders: ['engine'],
  entries: ['engine/host/cli.ts', 'engine/host/worker.ts', 'engine/data/decode-worker.ts'],
};

const bench = {
  folders: [...engine.folders, 'test/bench'],
  entries: [...engine.entries, 'test/bench/main.ts', 'test/bench/our-step.ts', 'test/bench/our-convolution.ts'],
};

/** What other programs make of exported files. */
const readers = {
  folders: [...engine.folders, 'test/readers', 'test/compile', 'test/templates'],
  entries: ['test/readers/table.ts'],
};

/** The window: Vite bundles it from renderer/index.html. */
const app = { folders: ['renderer', 'engine', 'assets/languages', 'assets/icons'], entries: [] };

/** Electron's main process; its preload script is sandboxed, which takes CommonJS in one file. */
const electron = { folders: ['electron', 'engine'], entries: ['electron/main.ts'], preload: 'electron/preload.ts' };

export const targets = { engine, bench, readers, app, electron };
