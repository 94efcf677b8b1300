import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { bundledLibraries } from './bundled-libraries.mjs';
import { root } from './root.mjs';

const libraries = bundledLibraries();

/**
 * Vite's configuration of the window, for the build and for `npm run dev`. Nothing is inlined as a data: address: the
 * page's content security policy allows what comes from its own origin.
 * @type {import('vite').InlineConfig}
 */
export const appConfig = {
  root: join(root, 'renderer'),
  configFile: false,
  envDir: false,
  cacheDir: join(root, 'node_modules', '.vite'),
  plugins: [react(), libraries.whole],
  worker: { format: 'es', plugins: () => [libraries.inWorkers] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    emptyOutDir: true,
  },
  logLevel: 'warn',
};
