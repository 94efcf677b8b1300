import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where drafts, settings and the list of recent files lie: `LAYERLOOM_HOME`, or where the system keeps such things
 * (XDG base directories, ~/Library/Application Support, %APPDATA%).
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const own = env['LAYERLOOM_HOME'];
  if (own) return own;
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Layerloom');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Layerloom');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'layerloom');
}
