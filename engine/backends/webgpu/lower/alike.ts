import { count } from '../../../ops/shape/tensor.ts';
import { type Expression, storageOf, withLeaves } from '../expression.ts';
import { padded, type Storage } from '../program.ts';
import type { Emitter } from './emitter.ts';

/** Formulas over the elements of whole tensors and over scalars, apart from which tensors they are. */
export interface Job<T> {
  readonly owner: T;
  readonly elements: number;
  /** Equal for formulas that differ in their tensors alone. */
  readonly signature: string;
  /** The tensors, as the formulas meet them. */
  readonly tensors: readonly Storage[];
}

/** Null where a formula takes its element's index, or tensors that are not whole. `written`: tensors that the results go to. */
export function jobOf<T>(
  owner: T,
  dims: readonly number[],
  formulas: readonly Expression[],
  written: readonly Storage[],
): Job<T> | null {
  const elements = count(dims);
  const tensors: Storage[] = [];
  const slot = (storage: Storage): string => {
    if (!tensors.includes(storage)) tensors.push(storage);
    return `t${tensors.indexOf(storage)}`;
  };
  const walk = (e: Expression): string | null => {
    switch (e.kind) {
      case 'literal':
        return `${e.dtype} ${e.value}`;
      case 'index':
      case 'product':
        return null;
      case 'load': {
        if (e.strides.every((s) => s === 0)) return `${e.dtype} s${e.storage.id}+${e.offset}`;
        const whole = e.storage.elements === elements && storageOf({ dtype: e.dtype, dims, expression: e });
        return whole ? `${e.dtype} ${slot(e.storage)}` : null;
      }
      case 'apply': {
        const args = e.args.map(walk);
        return args.includes(null) ? null : `${e.dtype} ${e.formula(...args.map((a) => `(${a})`))}`;
      }
    }
  };
  const parts = formulas.map(walk);
  if (parts.includes(null)) return null;
  return { owner, elements, signature: [...parts, ...written.map(slot)].join('; '), tensors };
}

/** The formula over `to[i]`, a vector, in place of `from[i]`. */
export function onto(e: Expression, from: readonly Storage[], to: readonly Storage[]): Expression {
  return withLeaves(e, (leaf) => {
    if (leaf.kind !== 'load') return leaf;
    const at = from.indexOf(leaf.storage);
    return at === -1 ? { ...leaf, strides: [0] } : { ...leaf, storage: to[at]!, strides: [1] };
  });
}

/** Jobs that one kernel does. Job i goes over the elements of `wholes`, which stand for its tensors, from `offsets[i]` on. */
export interface Batch<T> {
  readonly jobs: readonly Job<T>[];
  readonly wholes: readonly Storage[];
  /** Ascending. */
  readonly offsets: readonly number[];
}

/**
 * Jobs of equal signature together, their tensors packed alike: the k-th tensors of all jobs lie in one pack, at offsets that are the same for every k. Tensors that
 * are packed already decide where the others go. A job that cannot be packed with others is a batch of its own.
 */
export function batchesOf<T>(e: Emitter, jobs: readonly Job<T>[]): readonly Batch<T>[] {
  // Kernels will bind packs, which do not tell whether one of their parts waits to be joined.
  e.joins.flush(e);
  return alikeNow(e, jobs).flatMap((group) =>
    pieces(group, e.target.mostBytes).flatMap((piece) =>
      // What was packed just now may have some of these tensors, and not others.
      alikeNow(e, piece).flatMap((part) => packed(e, part) ?? part.map(alone)),
    ),
  );
}

/** By what they compute, and by the packs that their tensors are parts of by now. */
function alikeNow<T>(e: Emitter, jobs: readonly Job<T>[]): readonly (readonly Job<T>[])[] {
  const groups = new Map<string, Job<T>[]>();
  for (const job of jobs) {
    const known = job.tensors.map((t) => e.packs.partOf(t)?.whole.id ?? 'free');
    const key = `${job.signature} in ${known.join()}`;
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  return [...groups.values()];
}

const alone = <T>(job: Job<T>): Batch<T> => ({ jobs: [job], wholes: job.tensors, offsets: [0] });

function packed<T>(e: Emitter, jobs: readonly Job<T>[]): Batch<T> | null {
  if (jobs.length === 1) return null;
  const slots = jobs[0]!.tensors.map((_, k) => jobs.map((job) => job.tensors[k]!));
  const homes = slots.map((storages) => e.packs.partOf(storages[0]!)?.whole);
  const known = slots.filter((_, k) => homes[k]);
  let end = 0;
  const fresh = jobs.map((job) => (end += padded(job.elements)) - padded(job.elements));
  const offsetsOf = (storages: readonly Storage[]): readonly number[] => storages.map((s) => e.packs.partOf(s)!.offset);
  const offsets = known[0] ? offsetsOf(known[0]) : fresh;
  const agree = known.every((storages) => offsetsOf(storages).every((offset, i) => offset === offsets[i]));
  const free = slots.filter((_, k) => !homes[k]);
  if (!agree || !free.every((storages) => e.packs.canLieTogether(storages))) return null;
  if (new Set(free.flat()).size < free.flat().length) return null;
  const elements = homes.find((home) => home)?.elements ?? end;
  const wholes = slots.map((storages, k) => {
    const home = homes[k];
    if (home) return home;
    const whole = e.storage(elements, `${jobs.length} tensors from ${storages[0]!.label} on`);
    e.packs.lay(whole, storages, offsets);
    return whole;
  });
  const order = offsets.map((_, i) => i).sort((a, b) => offsets[a]! - offsets[b]!);
  return { jobs: order.map((i) => jobs[i]!), wholes, offsets: order.map((i) => offsets[i]!) };
}

/** As many jobs at once as a tensor of all may have bytes. */
function pieces<T>(jobs: readonly Job<T>[], mostBytes: number): readonly (readonly Job<T>[])[] {
  const made: Job<T>[][] = [];
  let size = Infinity;
  for (const job of jobs) {
    const own = padded(job.elements);
    if (4 * (size + own) > mostBytes) {
      made.push([]);
      size = 0;
    }
    made.at(-1)!.push(job);
    size += own;
  }
  return made;
}
