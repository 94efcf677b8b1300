import { ProblemError, problem } from '../../base/diagnostics.ts';
import { bytes as formatBytes } from '../../base/format.ts';
import type { Program, Storage } from './program.ts';

/** Where a storage lies: which buffer, and how many bytes into it. */
export interface Place {
  readonly arena: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface MemoryPlan {
  /** Bytes of each buffer. */
  readonly arenas: readonly number[];
  readonly places: ReadonlyMap<Storage, Place>;
  /** First and last dispatch that needs a storage; −1 and the number of dispatches where it outlives the step. */
  readonly lives: ReadonlyMap<Storage, readonly [first: number, last: number]>;
}

export interface MemoryLimits {
  /** Offsets of bindings are multiples of this. */
  readonly alignment: number;
  readonly maxBufferSize: number;
}

interface Block {
  readonly offset: number;
  readonly end: number;
  readonly last: number;
}

class Arena {
  size = 0;
  readonly members = new Set<Storage>();
  #blocks: Block[] = [];

  /** Lowest offset with `bytes` free from dispatch `first` on. */
  fit(bytes: number, first: number): number {
    this.#blocks = this.#blocks.filter((b) => b.last >= first).sort((a, b) => a.offset - b.offset);
    let best: { readonly offset: number; readonly spare: number } | null = null;
    let at = 0;
    for (const block of this.#blocks) {
      const spare = block.offset - at - bytes;
      if (spare >= 0 && (best === null || spare < best.spare)) best = { offset: at, spare };
      at = Math.max(at, block.end);
    }
    if (best === null || (this.size - at >= bytes && this.size - at - bytes < best.spare)) return at;
    return best.offset;
  }

  take(storage: Storage, offset: number, bytes: number, last: number): void {
    this.members.add(storage);
    this.#blocks.push({ offset, end: offset + bytes, last });
    this.size = Math.max(this.size, offset + bytes);
  }
}

/**
 * Shares memory between tensors that are not needed at the same time. WebGPU lets a dispatch either read or write a buffer, so tensors that one dispatch reads and
 * writes lie in different buffers; a few are enough. Each tensor goes where the buffers grow least, the best fitting gap first.
 */
export function planMemory(program: Program, { alignment, maxBufferSize }: MemoryLimits): MemoryPlan {
  const { lives, rivals } = survey(program);
  const arenas: Arena[] = [];
  const places = new Map<Storage, Place>();
  for (const [storage, [first, last]] of [...lives].sort(([a, [x]], [b, [y]]) => x - y || b.elements - a.elements)) {
    const bytes = Math.ceil((storage.elements * 4) / alignment) * alignment;
    if (bytes > maxBufferSize)
      throw new ProblemError([
        problem('device.tensorTooLarge', '', {
          tensor: storage.label,
          bytes: formatBytes(bytes),
          most: formatBytes(maxBufferSize),
        }),
      ]);
    const unlike = [...(rivals.get(storage) ?? [])];
    let chosen: { readonly arena: number; readonly offset: number; readonly growth: number } | null = null;
    for (const [i, arena] of arenas.entries()) {
      if (unlike.some((s) => arena.members.has(s))) continue;
      const offset = arena.fit(bytes, first);
      const growth = Math.max(0, offset + bytes - arena.size);
      if (arena.size + growth > maxBufferSize) continue;
      if (chosen === null || growth < chosen.growth) chosen = { arena: i, offset, growth };
    }
    if (chosen === null) {
      arenas.push(new Arena());
      chosen = { arena: arenas.length - 1, offset: 0, growth: bytes };
    }
    arenas[chosen.arena]!.take(storage, chosen.offset, bytes, last);
    places.set(storage, {
      arena: chosen.arena,
      offset: chosen.offset,
      bytes: Math.max(16, Math.ceil(storage.elements / 4) * 16),
    });
  }
  return { arenas: arenas.map((a) => a.size), places, lives };
}

function survey({ inputs, states, outputs, constants, dispatches }: Program) {
  const lives = new Map<Storage, [number, number]>();
  const rivals = new Map<Storage, Set<Storage>>();
  for (const { storage } of [...inputs, ...states, ...constants]) lives.set(storage, [-1, dispatches.length]);
  const oppose = (a: Storage, b: Storage): void => {
    const known = rivals.get(a);
    if (known) known.add(b);
    else rivals.set(a, new Set([b]));
  };
  for (const [at, { kernel, bindings }] of dispatches.entries()) {
    for (const { storage, access } of bindings) {
      const life = lives.get(storage);
      if (!life && access === 'read') throw new Error(`${kernel.name} reads ${storage.label} before it is written`);
      if (!life) lives.set(storage, [at, at]);
      else life[1] = Math.max(life[1], at);
    }
    const read = bindings.filter((b) => b.access === 'read');
    for (const b of bindings)
      if (b.access === 'write')
        for (const r of read) {
          oppose(b.storage, r.storage);
          oppose(r.storage, b.storage);
        }
  }
  for (const { storage, name } of outputs) {
    const life = lives.get(storage);
    if (!life) throw new Error(`nothing writes the output ${name}`);
    life[1] = dispatches.length;
  }
  return { lives, rivals };
}

/** The plan as text: for people, and for golden files. */
export function printPlan(plan: MemoryPlan, alone = sumOf(plan)): string {
  const lines = [
    `${plan.arenas.length} buffers, ${formatBytes(plan.arenas.reduce((a, b) => a + b, 0))}; one tensor beside the other they would take ${formatBytes(alone)}`,
  ];
  for (const [i, size] of plan.arenas.entries()) {
    lines.push(`buffer ${i}: ${formatBytes(size)}`);
    const inside = [...plan.places].filter(([, p]) => p.arena === i).sort(([, a], [, b]) => a.offset - b.offset);
    for (const [storage, { offset, bytes }] of inside) {
      const [first, last] = plan.lives.get(storage)!;
      lines.push(`  ${offset} + ${bytes}: ${storage.label}, dispatches ${first} to ${last}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const sumOf = (plan: MemoryPlan): number => [...plan.places.values()].reduce((n, p) => n + p.bytes, 0);
