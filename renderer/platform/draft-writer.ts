import type { Draft } from '../../engine/host/shell-protocol.ts';
import type { HostClient } from './host-client.ts';
import type { Drafts } from './platform.ts';

/** After an edit, how long further ones are waited for. */
const PAUSE_MS = 250;

/** Puts drafts on disk: the latest of each, one write at a time, again when the host was away. */
export class DraftWriter implements Drafts {
  readonly #host: HostClient;
  readonly #waiting = new Map<string, Draft>();
  /** What this page has on disk, for a host that is started anew: it must know whose these are. */
  readonly #stored = new Map<string, Draft>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(host: HostClient) {
    this.#host = host;
    host.onOpen(() => {
      for (const [id, draft] of this.#stored) if (!this.#waiting.has(id)) this.#waiting.set(id, draft);
      this.#schedule();
    });
    // A page that is closed or hidden may get no later turn.
    addEventListener('pagehide', () => this.#write());
    document.addEventListener('visibilitychange', () => this.#write());
  }

  store(draft: Draft): void {
    this.#waiting.set(draft.id, draft);
    this.#schedule();
  }

  async remove(id: string): Promise<void> {
    this.#waiting.delete(id);
    this.#stored.delete(id);
    await this.#writing;
    await this.#host.ask('drafts.remove', { id });
  }

  async left(): Promise<readonly (Draft & { readonly stored: number })[]> {
    const { drafts } = await this.#host.ask('drafts.left', {});
    return drafts;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#write(), PAUSE_MS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const drafts = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const draft of drafts) {
      this.#stored.set(draft.id, draft);
      // Where the host is gone it is stored when it comes back; where the disk is full, the next edit tries again.
      const written = this.#host.ask('drafts.store', draft).catch(() => {});
      this.#writing = Promise.all([this.#writing, written]);
    }
  }
}
