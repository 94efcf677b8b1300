import { basename, join } from 'node:path';
import { z } from 'zod';
import { keepJsonFile, readJsonFile } from './json-file.ts';

const KEPT = 30;
const recent = z.array(z.object({ path: z.string(), opened: z.number() }));

export interface RecentPath {
  readonly path: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly opened: number;
}

/** The list of recently opened designs, in one file that all windows share. */
export class Recents {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'recent.json');
  }

  /** Latest first. */
  list(): readonly RecentPath[] {
    return this.#read().map(({ path, opened }) => ({ path, opened, name: basename(path) }));
  }

  add(path: string): void {
    this.#write([{ path, opened: Date.now() }, ...this.#read().filter((r) => r.path !== path)]);
  }

  forget(path: string): void {
    this.#write(this.#read().filter((r) => r.path !== path));
  }

  #read(): z.infer<typeof recent> {
    return readJsonFile(this.#file, recent) ?? [];
  }

  #write(list: z.infer<typeof recent>): void {
    keepJsonFile(this.#file, list.slice(0, KEPT));
  }
}
