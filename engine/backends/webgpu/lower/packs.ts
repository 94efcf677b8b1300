import type { Dispatch, Pack, Storage } from '../program.ts';

/** Which tensors are laid one behind the other. A tensor is part of one pack at most. */
export class Packs {
  readonly all: Pack[] = [];
  readonly #parts = new Map<Storage, { readonly whole: Storage; readonly offset: number }>();
  readonly #dispatches: readonly Dispatch[];

  /** `dispatches`: all kernels so far. */
  constructor(dispatches: readonly Dispatch[]) {
    this.#dispatches = dispatches;
  }

  partOf(storage: Storage): { readonly whole: Storage; readonly offset: number } | undefined {
    return this.#parts.get(storage);
  }

  /** A kernel cannot read one and write another of the tensors that lie in one buffer. */
  canLieTogether(storages: readonly Storage[]): boolean {
    const together = new Set(storages);
    if (together.size < storages.length || storages.some((s) => this.#parts.has(s))) return false;
    return this.#dispatches.every(({ bindings }) => {
      const accesses = new Set(bindings.filter((b) => together.has(b.storage)).map((b) => b.access));
      return accesses.size < 2;
    });
  }

  lay(whole: Storage, storages: readonly Storage[], offsets: readonly number[]): void {
    const parts = storages.map((storage, i) => ({ storage, offset: offsets[i]! }));
    this.all.push({ whole, parts });
    for (const { storage, offset } of parts) this.#parts.set(storage, { whole, offset });
  }

  /** Whether these are all tensors in `whole` from the first to the last of them. */
  areNeighbours(whole: Storage, storages: readonly Storage[]): boolean {
    const own = storages.map((s) => this.#parts.get(s)!.offset);
    const [first, last] = [Math.min(...own), Math.max(...own)];
    const between = this.all.find((p) => p.whole === whole)!.parts.filter((p) => p.offset >= first && p.offset <= last);
    return between.length === storages.length;
  }
}
