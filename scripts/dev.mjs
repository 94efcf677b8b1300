/**
 * The app in a browser with hot reload of the window: Vite serves the page, `layerloom serve` behind it everything
 * else.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { createServer } = await import('vite');
const { appConfig } = await import('./app-config.mjs');

const engine = await build('engine');
const host = spawn(process.execPath, [join(engine, 'cli.mjs'), 'serve', '--no-open', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, LAYERLOOM_APP: join(root, 'renderer') },
  stdio: ['ignore', 'pipe', 'inherit'],
});
host.on('exit', (code) => process.exit(code ?? 1));
const address = await new Promise((resolve) => {
  host.stdout.once('data', (bytes) => resolve(new URL(String(bytes).trim())));
});

const vite = await createServer({
  ...appConfig,
  logLevel: 'info',
  server: { host: '127.0.0.1', proxy: { '/socket': socketProxy(address) } },
});
await vite.listen();
vite.printUrls();
process.on('SIGINT', () => {
  host.kill();
  process.exit(0);
});

/**
 * The page's own socket gets the token of this start; one that another page opens is cut off.
 * @param {URL} target
 * @returns {import('vite').ProxyOptions}
 */
function socketProxy(target) {
  return {
    target: target.origin,
    ws: true,
    changeOrigin: true,
    configure: (proxy) => {
      proxy.on('proxyReqWs', (proxied, request, socket) => {
        const own = request.headers.origin === `http://${request.headers.host}`;
        if (!own || !/^(127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? '')) return void socket.destroy();
        proxied.setHeader('origin', target.origin);
        proxied.setHeader('authorization', `Bearer ${new URLSearchParams(target.hash.slice(1)).get('token')}`);
      });
    },
  };
}
