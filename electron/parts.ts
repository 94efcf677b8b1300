import { join } from 'node:path';
import type { EngineCommand } from '../engine/host/shell/engine-process.ts';

export interface Parts {
  /** The built page's folder. */
  readonly page: string;
  readonly engine: EngineCommand;
}

export interface Place {
  readonly isPackaged: boolean;
  /** Of a package: its archive, and the folder beside it that is no archive. */
  readonly appPath: string;
  readonly resources: string;
  readonly platform: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Where the app's parts lie. In the repository, whoever starts Electron names them; in a package they have fixed
 * places, and the environment has no say. The engine runs in plain Node, never in Electron's: see docs/architecture.md.
 */
export function locateParts({ isPackaged, appPath, resources, platform, env }: Place): Parts {
  if (isPackaged) {
    return {
      page: join(appPath, 'page'),
      engine: {
        executable: join(resources, 'node', platform === 'win32' ? 'node.exe' : 'node'),
        args: [join(resources, 'engine', 'cli.mjs'), 'engine'],
        // Meant for a developer's own Node.
        env: { NODE_OPTIONS: undefined, NODE_PATH: undefined },
      },
    };
  }
  const { LAYERLOOM_APP: page, LAYERLOOM_NODE: node, LAYERLOOM_ENGINE: engine } = env;
  if (!page || !node || !engine) throw new Error('The parts of the app are not named. Start it with: npm start');
  return { page, engine: { executable: node, args: [engine, 'engine'] } };
}
