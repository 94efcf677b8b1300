import { spawn } from 'node:child_process';

/** Opens an address in the user's browser where there is one. Resolves to whether something was started. */
export function openBrowser(address: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const [program, args] = opener(address, env);
  if (program === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function opener(address: string, env: NodeJS.ProcessEnv): readonly [string | null, readonly string[]] {
  if (process.platform === 'darwin') return ['open', [address]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]];
  const hasDisplay = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  return [hasDisplay ? 'xdg-open' : null, [address]];
}
