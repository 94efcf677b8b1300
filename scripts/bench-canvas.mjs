/**
 * Frame times and edit-to-repaint times of the canvas, with bare React Flow beside it, and of long curves: npm run
 * bench:canvas [-- FILE [canvas | react | curves]].
 */
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { build, createServer, preview } = await import('vite');
const { appConfig } = await import('./app-config.mjs');

const page = { ...appConfig, root: join(root, 'test/e2e-browser/baseline') };
const outDir = join(root, 'dist/baseline');
const input = ['index.html', 'charts.html'].map((name) => join(page.root, name));
await build({ ...page, build: { ...appConfig.build, outDir, rolldownOptions: { input } } });
const shown = await preview({ ...page, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const loader = await createServer({
  root,
  configFile: false,
  appType: 'custom',
  server: { middlewareMode: true, watch: null },
});
try {
  const { benchFrames } = await loader.ssrLoadModule('/test/e2e-browser/frames.ts');
  const address = shown.resolvedUrls?.local[0];
  if (!address) throw new Error('the baseline is not served');
  await benchFrames(address, process.argv[2] ?? join(root, 'bench-results/canvas.json'), process.argv[3]);
} finally {
  await loader.close();
  await shown.close();
}
