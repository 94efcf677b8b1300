import type { Call, Origin } from '../../../ir/graph.ts';
import type { DType } from '../../../ir/types.ts';
import { count, stridesOf } from '../../../ops/shape/tensor.ts';
import type { Choices } from '../../tuning.ts';
import {
  bindingsOf,
  type Expression,
  sideBySide,
  sizeOf,
  storageOf,
  stored,
  stretched,
  type Tensor,
  usesIndex,
} from '../expression.ts';
import { type MapOutput, mapKernel, outputsTo } from '../kernels/map.ts';
import { type Reduction, reduceKernels, type Sum } from '../kernels/reduce.ts';
import type { Dispatch, Launch, Program, Storage } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import type { Helper } from '../wgsl/module.ts';
import { jobOf } from './alike.ts';
import { type Choice, choiceKey, type Target, type Way } from './choices.ts';
import { Joins } from './joins.ts';
import { Packs } from './packs.ts';
import { type Home, type Joined, placeOf } from './places.ts';
import { type Product, Products, type SumsWanted } from './products.ts';
import type { Sums } from './sums.ts';

/** Tensors that a formula may read: a kernel binds them, up to two outputs and a guard, and every WebGPU device takes eight. */
const MOST_BINDINGS = 5;
/** Ops in one formula: longer ones are cut, so that kernels stay small. */
const LONGEST_FORMULA = 40;

/** What later calls would have of one. */
interface Wishes {
  /** Where a concat's result is to lie, parts of which may be there already. */
  readonly joined?: Joined | undefined;
  readonly moments?: boolean;
  /** Whether a formula is all that reads its result. */
  readonly followed?: boolean;
  /** Where its result is read. */
  readonly home?: Home | undefined;
}

interface Source {
  readonly origin: Origin;
  readonly op: string;
}

/** Collects the kernels of a graph in order. Lowerings get it. */
export class Emitter {
  readonly target: Target;
  readonly dispatches: Dispatch[] = [];
  readonly constants: Program['constants'][number][] = [];
  readonly choices = new Map<string, Choice>();
  readonly packs = new Packs(this.dispatches);
  readonly joins = new Joins();
  readonly products = new Products();
  readonly sums: Sums;
  readonly #wanted: Choices;
  #call: Call | null = null;
  wishes: Wishes = {};
  #source: Source = { origin: { path: '', phase: 'forward' }, op: '' };
  #storages = 0;
  /** Of all tensors so far. */
  elements = 0;
  /** Where formulas that had to be computed lie. */
  readonly #computed = new Map<Expression, Storage>();
  /** Statistics that a convolution has left of its tiles, by the tensor that they are of. */
  readonly moments = new Map<Expression, Storage>();
  /** What calls share, as their lowerings name it: numbers a channel of batch norms, ranks of labels. */
  readonly shared = new Map<string, readonly Tensor[]>();
  readonly #scalars = new Map<string, Storage>();
  /** Which call a formula came from: its kernel's time is that call's. */
  readonly #sources = new Map<Expression, Source>();

  constructor(target: Target, wanted: Choices, sums: Sums) {
    this.target = target;
    this.sums = sums;
    this.#wanted = wanted;
  }

  begin(call: Call, wishes: Wishes = {}): void {
    this.#call = call;
    this.wishes = wishes;
    this.#source = { origin: call.origin, op: call.op.kind };
  }

  /** The way that is wanted for calls of the current one's kind and shapes, or the first. */
  choose<T>(ways: readonly Way<T>[]): T {
    if (!this.#call) throw new Error('a way is chosen for a call');
    const key = choiceKey(this.#call);
    const chosen = ways.find(({ name }) => name === this.#wanted[key]) ?? ways[0]!;
    this.choices.set(key, {
      call: this.#call,
      ways: ways.map(({ name }) => name),
      promising: ways.flatMap(({ name, promising }) => (promising ? [name] : [])),
      chosen: chosen.name,
    });
    return chosen.make;
  }

  storage(elements: number, label = ''): Storage {
    this.elements += elements;
    return {
      id: this.#storages++,
      elements: Math.max(elements, 1),
      label: label || `${this.#source.origin.path} ${this.#source.op}`,
    };
  }

  /** A new tensor, not yet written. */
  tensor(dtype: DType, dims: readonly number[], label = ''): Tensor & { readonly storage: Storage } {
    const storage = this.storage(count(dims), label);
    return { ...stored(storage, dtype, dims), storage };
  }

  constant(dtype: DType, dims: readonly number[], data: readonly number[]): Tensor {
    const tensor = this.tensor(dtype, dims);
    const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array };
    this.constants.push({ storage: tensor.storage, data: arrays[dtype].from(data) });
    return tensor;
  }

  launch({ kernel, bindings, workgroups }: Launch, flops = 0, source = this.#source): void {
    for (const waiting of [this.joins, this.sums]) if (waiting.isAwaited(bindings)) waiting.flush(this);
    this.dispatches.push({ kernel, bindings, workgroups, flops, ...source });
  }

  /** Remembers the current call as the one that `tensor`'s formula belongs to. */
  own(tensor: Tensor): void {
    if (!this.#sources.has(tensor.expression)) this.#sources.set(tensor.expression, this.#source);
  }

  /** The tensor from memory where its formula has been computed, or what the formula is of. */
  latest(tensor: Tensor): Tensor {
    const storage = this.#computed.get(tensor.expression);
    if (storage) return stored(storage, tensor.dtype, tensor.dims);
    const expression = this.products.known(tensor.expression);
    if (expression === tensor.expression) return tensor;
    const source = this.#sources.get(tensor.expression);
    if (source) this.#sources.set(expression, source);
    return { ...tensor, expression };
  }

  /** What a kernel that waits will compute, or a formula of it. */
  awaited(dims: readonly number[], product: Product): Tensor {
    const source = this.#source;
    return { dtype: 'f32', dims, expression: this.products.wait(product, (launch) => this.#as(source, launch)) };
  }

  /** What `launch` launches is another call's. */
  #as<T>(source: Source, launch: () => T): T {
    const outer = this.#source;
    this.#source = source;
    const made = launch();
    this.#source = outer;
    return made;
  }

  /** The tensor as a whole in memory, computed now if it is only a formula or a part of another tensor; then perhaps with its `sums`. */
  stored(tensor: Tensor, sums: SumsWanted | null = null): Storage {
    const now = this.latest(tensor);
    const known = storageOf(now);
    if (known) return known;
    const { dims, expression } = now;
    const storage = this.#as(this.#sources.get(expression) ?? this.#source, () => {
      const made = this.storage(count(dims));
      this.map(dims, [{ expression, storage: made, offset: 0, strides: stridesOf(dims) }], undefined, sums);
      return made;
    });
    this.#computed.set(tensor.expression, storage);
    return storage;
  }

  /** Formulas of equal dims, computed now by one kernel into one tensor, side by side: kernels bind all of them at once. */
  together(...tensors: readonly Tensor[]): readonly Tensor[] {
    const { dims } = tensors[0]!;
    const made = sideBySide(this.storage(tensors.length * count(dims)), dims, tensors.length);
    this.map(dims, outputsTo(made, tensors));
    return made;
  }

  /** Formulas over scalars, computed once for all calls that use them, side by side in one tensor. */
  scalars(...tensors: readonly Tensor[]): readonly Tensor[] {
    const expressions = tensors.map((t) => t.expression);
    const key = jobOf(null, [], expressions, [])?.signature ?? '';
    let storage = this.#scalars.get(key);
    if (!storage) {
      storage = this.storage(tensors.length);
      this.#scalars.set(key, storage);
      for (const [offset, expression] of expressions.entries())
        this.map([], [{ expression, storage, offset, strides: [] }]);
    }
    const load = { kind: 'load', storage, strides: [] } as const;
    return tensors.map(({ dtype }, offset) => ({ dtype, dims: [], expression: { ...load, dtype, offset } }));
  }

  /** Where [N, C, …] lies, its channels perhaps among those of a larger tensor; computed now if it is only a formula, or if it is viewed otherwise. */
  placed(tensor: Tensor): Placed {
    return placeOf(this.latest(tensor)) ?? { storage: this.stored(tensor), first: 0, all: tensor.dims[1]! };
  }

  /** As it lies, if it does; otherwise computed now. */
  inMemory(tensor: Tensor): Tensor {
    const latest = this.latest(tensor);
    return latest.expression.kind === 'load' ? latest : stored(this.stored(tensor), tensor.dtype, tensor.dims);
  }

  /** The same numbers under other dims. */
  as(tensor: Tensor, dims: readonly number[]): Tensor {
    return stored(this.stored(tensor), tensor.dtype, dims);
  }

  /** Writes formulas over `dims`. */
  map(dims: readonly number[], outputs: readonly MapOutput[], when?: Expression, sums: SumsWanted | null = null): void {
    const left = this.products.finish(outputs, sums);
    if (left.length === 0) return;
    const flops = count(dims) * left.reduce((n, o) => n + sizeOf(o.expression), 0);
    this.launch(mapKernel(this.#source.op, dims, left, when), flops);
  }

  /** A formula over tensors that broadcast to `dims`; arguments that would make it too long are computed first. */
  apply(
    dtype: DType,
    dims: readonly number[],
    args: readonly Tensor[],
    formula: (...args: readonly string[]) => string,
    { most = MOST_BINDINGS, helpers }: { readonly most?: number; readonly helpers?: readonly Helper[] } = {},
  ): Tensor {
    const taken = args.map((a) => this.#placed(this.latest(a), dims));
    const build = (): Tensor => ({
      dtype,
      dims,
      expression: { kind: 'apply', dtype, args: taken.map((t) => stretched(t, dims)), formula, helpers },
    });
    let made = build();
    const heaviest = (): number => {
      const weights = taken.map((t) =>
        t.expression.kind === 'apply' ? bindingsOf(t.expression) + sizeOf(t.expression) / 8 : 0,
      );
      return weights.indexOf(Math.max(...weights));
    };
    const allowed = Math.max(most, ...taken.map((t) => bindingsOf(t.expression)));
    while (bindingsOf(made.expression) > allowed || sizeOf(made.expression) > LONGEST_FORMULA) {
      const at = heaviest();
      const heavy = taken[at]!;
      if (heavy.expression.kind !== 'apply') break;
      taken[at] = stored(this.stored(heavy), heavy.dtype, heavy.dims);
      made = build();
    }
    return made;
  }

  /** A formula over its own element indices, or over what waits, cannot be stretched: then it is computed first. */
  #placed(tensor: Tensor, dims: readonly number[]): Tensor {
    const alike = tensor.dims.length === dims.length && tensor.dims.every((d, axis) => d === dims[axis]);
    if (alike || !(usesIndex(tensor.expression) || this.products.isAwaitedBy(tensor.expression))) return tensor;
    return stored(this.stored(tensor), tensor.dtype, tensor.dims);
  }

  /** The sum of partial results [splits, …], which a kernel has left for a second pass to join in a fixed order. */
  joined(parts: Tensor): Tensor {
    const [splits, ...dims] = parts.dims;
    return splits === 1 ? this.as(parts, dims) : this.sum(parts.dims, [0], [{ tensor: parts, scale: 1 }])[0]!;
  }

  /** Sums of formulas over `axes` of `dims`; the result has the other axes. `also` makes formulas from them, which are computed with them, by the same kernel if it can; they come after the sums. */
  sum(
    dims: readonly number[],
    axes: readonly number[],
    sums: readonly { readonly tensor: Tensor; readonly scale: number }[],
    also: (...sums: readonly Tensor[]) => readonly Tensor[] = () => [],
  ): readonly Tensor[] {
    const kept = dims.filter((_, axis) => !axes.includes(axis));
    const outputs = sums.map(() => this.tensor('f32', kept));
    const wanted = sums.map(({ tensor, scale }, i): Sum => {
      const summed = usesIndex(tensor.expression)
        ? stored(this.stored(tensor), 'f32', tensor.dims)
        : this.latest(tensor);
      return { expression: stretched(summed, dims), scale, storage: outputs[i]!.storage };
    });
    const formulas = also(...outputs);
    const made = formulas.length ? sideBySide(this.storage(formulas.length * count(kept)), kept, formulas.length) : [];
    const results = outputsTo(made, formulas);
    const reduction: Reduction = {
      name: this.#source.op,
      dims,
      axes,
      sums: wanted,
      ...(results.length && { results }),
    };
    for (const launch of reduceKernels(reduction, (elements) => this.storage(elements)))
      this.launch(launch, count(dims));
    return [...outputs, ...made];
  }
}
