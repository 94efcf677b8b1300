import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'onnxruntime-node';

/** Fastest candidate by tuning key. */
export type Choices = Readonly<Record<string, string>>;

/** Where the user's system keeps what can be made again. */
function cacheFolder(): string {
  if (process.env['XDG_CACHE_HOME']) return process.env['XDG_CACHE_HOME'];
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** What was measured on one machine: the file is named after all that may change which candidate is fastest. */
export class TuningCache {
  readonly #path: string;

  constructor(threads: number, block: number) {
    const machine = [cpus()[0]?.model ?? process.arch, env.versions.node ?? '', threads, block].join(' ');
    const name = createHash('sha256').update(machine).digest('hex').slice(0, 16);
    this.#path = join(cacheFolder(), 'layerloom', `tuning-${name}.json`);
  }

  /** Nothing where there is no readable file. */
  async read(): Promise<Choices> {
    try {
      const stored: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      const entries = stored !== null && typeof stored === 'object' ? Object.entries(stored) : [];
      return Object.fromEntries(entries.filter((e): e is [string, string] => typeof e[1] === 'string'));
    } catch {
      return {};
    }
  }

  /** Adds choices to those stored. A cache that cannot be written is done without. */
  async add(choices: Choices): Promise<void> {
    try {
      await mkdir(join(this.#path, '..'), { recursive: true });
      const temporary = `${this.#path}.${process.pid}`;
      await writeFile(temporary, JSON.stringify({ ...(await this.read()), ...choices }, null, 1));
      await rename(temporary, this.#path);
    } catch {
      // Measuring again next time costs seconds; failing here would cost the run.
    }
  }
}
