import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Builder } from '../ir/builder.ts';
import type { Call, Graph } from '../ir/graph.ts';

/** Fastest candidate by tuning key. */
export type Choices = Readonly<Record<string, string>>;

/** Where the user's system keeps what can be made again. */
function cacheFolder(): string {
  if (process.env['XDG_CACHE_HOME']) return process.env['XDG_CACHE_HOME'];
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** A candidate must be this much faster than the best guess to be preferred: noise shall not decide. */
export const TUNING_MARGIN = 0.92;

/** The graph of one call with inputs and outputs of its own. */
export function alone(call: Call): Graph {
  const b = new Builder();
  const inputs = call.inputs.map((v, i) => b.input(`in${i}`, v.type));
  for (const [i, v] of b.apply(call.op, call.attrs, inputs).entries()) b.output(`out${i}`, v);
  return b.build();
}

/** What was measured on one machine: the file is named after all that may change which candidate is fastest. */
export class TuningCache {
  readonly #path: string;

  constructor(machine: string) {
    const name = createHash('sha256').update(machine).digest('hex').slice(0, 16);
    this.#path = join(cacheFolder(), 'layerloom', `tuning-${name}.json`);
  }

  /** Nothing where there is no readable file; a broken one is said, and written anew with the next choice. */
  async read(): Promise<Choices> {
    const text = await readFile(this.#path, 'utf8').catch(() => '{}');
    try {
      const entries = Object.entries(JSON.parse(text) as object);
      return Object.fromEntries(entries.filter((e): e is [string, string] => typeof e[1] === 'string'));
    } catch {
      process.emitWarning(`${this.#path} is not JSON: its choices are measured again`);
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
