import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isProcess } from '../../train/is-process.ts';
import { makeFolder } from '../../train/make-folder.ts';
import { discard } from '../../train/replace-file.ts';
import { type Draft, shellCalls } from '../shell-protocol.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

const draftFile = shellCalls['drafts.store'].extend({
  stored: z.number(),
  host: z.object({ id: z.string(), pid: z.number() }),
});

const HEARTBEAT_MS = 10_000;
/** A host that has not said anything for so long is dead, even if another process has its number by now. */
const SILENCE_MS = 60_000;

/** A page of this host; its drafts are its own until it goes. */
export type PageId = number;

/**
 * Unsaved designs on disk, one file each. A draft belongs to the page that stores it, in the host that owns the page;
 * when either is gone, it is left behind and offered to whoever asks.
 */
export class Drafts {
  readonly #folder: string;
  readonly #host = { id: randomUUID(), pid: process.pid };
  readonly #owners = new Map<string, PageId>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'drafts');
    this.#beat();
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  store(draft: Draft, page: PageId): void {
    this.#owners.set(draft.id, page);
    if (!existsSync(this.#hostFile(this.#host.id))) this.#beat();
    writeJsonFile(this.#file(draft.id), { ...draft, stored: Date.now(), host: this.#host });
  }

  remove(id: string): void {
    this.#owners.delete(id);
    rmSync(this.#file(id), { force: true });
  }

  /** Latest first. */
  left(): readonly (Draft & { readonly stored: number })[] {
    return namesIn(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => readJsonFile(join(this.#folder, name), draftFile) ?? [])
      .filter(({ id, host }) => (host.id === this.#host.id ? !this.#owners.has(id) : !this.#isAlive(host)))
      .map(({ id, path, name, text, revision, stored }) => ({ id, path, name, text, revision, stored }))
      .sort((a, b) => b.stored - a.stored);
  }

  /** The page ended: what it has not saved is left behind. */
  release(page: PageId): void {
    for (const [id, owner] of this.#owners) if (owner === page) this.#owners.delete(id);
  }

  /** The host ends. */
  close(): void {
    clearInterval(this.#heartbeat);
    discard(this.#hostFile(this.#host.id));
  }

  /** The data folder may be full, or on a disk that was unplugged: drafts then say so when they are stored. */
  #beat(): void {
    const file = this.#hostFile(this.#host.id);
    try {
      makeFolder(this.#folder);
      writeFileSync(file, '');
      utimesSync(file, new Date(), new Date());
    } catch {
      // Without a sign of life a draft counts as left behind: offered once too often, never lost.
    }
  }

  #isAlive({ id, pid }: { readonly id: string; readonly pid: number }): boolean {
    const file = this.#hostFile(id);
    if (!existsSync(file)) return false;
    const alive = isProcess(pid) && Date.now() - statSync(file).mtimeMs < SILENCE_MS;
    if (!alive) discard(file);
    return alive;
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  #hostFile(id: string): string {
    return join(this.#folder, `${id}.host`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
