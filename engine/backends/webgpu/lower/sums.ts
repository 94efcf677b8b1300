import type { Graph } from '../../../ir/graph.ts';
import type { OpKind } from '../../../ops/index.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { bindingsOf, type Expression, loadsOf, type Tensor, withLeaves } from '../expression.ts';
import type { SumsAttrs } from '../fuse/sums.ts';
import { MOST_SUMMED, type Segment, segmentSumKernels } from '../kernels/segments.ts';
import type { Binding, Storage } from '../program.ts';
import { batchesOf, type Job, jobOf } from './alike.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/** A sum that waits: what is summed, its factor, and where it goes. */
interface Waiting {
  readonly call: SumsAttrs;
  readonly job: Job<Expression>;
  readonly scale: number;
  readonly results: readonly number[];
  /** Whether its tensors may be packed with those of the same call: what a call sums is of one kind, gradients of kernels say, which an update packs too. */
  readonly kept: boolean;
}

/**
 * Sums over whole tensors whose results nothing has read yet: metrics, which only the host wants. All that wait are computed together, by few kernels. Their results lie in
 * one tensor, so that what is made from them binds no other.
 */
export class Sums {
  /** Comes before a flush: what else is to be packed shall be, before sums decide. */
  prepare: () => void = () => {};
  readonly #elements: number;
  #results: Storage | null = null;
  #made = 0;
  #waiting: Waiting[] = [];

  /** Of a graph. */
  constructor({ calls }: Graph) {
    this.#elements = calls.reduce((n, { op, attrs }) => {
      if (op.kind === 'sums') return n + resultsOf(attrs as SumsAttrs);
      return averages.has(op.kind) ? n + 1 : n;
    }, 0);
  }

  /** Whether a kernel with these bindings must come after the sums. */
  isAwaited(bindings: readonly Pick<Binding, 'storage'>[]): boolean {
    return this.#waiting.length > 0 && bindings.some((b) => b.storage === this.#results);
  }

  /** Vector of the results and, if it is wanted, their total; both for later. */
  add(e: Emitter, attrs: SumsAttrs, inputs: readonly Tensor[]): readonly Tensor[] {
    this.#results ??= e.storage(this.#elements, 'sums');
    const first = this.#made;
    this.#made += resultsOf(attrs);
    const jobs = attrs.terms.map(({ squared, kept }, i) => wholeJob(e, inputs[i]!, squared, kept));
    if (jobs.some((job) => this.isAwaited(loadsOf(job.owner)))) this.flush(e);
    for (const [i, { result, scale, kept }] of attrs.terms.entries()) {
      const results = [first + result, ...(attrs.total ? [first + attrs.results] : [])];
      this.#waiting.push({ call: attrs, job: jobs[i]!, scale, results, kept });
    }
    const load = { kind: 'load', dtype: 'f32', storage: this.#results } as const;
    return [
      { dtype: 'f32', dims: [attrs.results], expression: { ...load, offset: first, strides: [1] } },
      ...(attrs.total
        ? [{ dtype: 'f32', dims: [], expression: { ...load, offset: first + attrs.results, strides: [] } } as const]
        : []),
    ];
  }

  /** Σ scale · x, a scalar, for later. */
  sum(e: Emitter, x: Tensor, scale: number): Tensor {
    const term = { result: 0, squared: false, scale, kept: false };
    const [{ expression }] = this.add(e, { results: 1, terms: [term], total: false }, [x]) as readonly [Vector];
    return { dtype: 'f32', dims: [], expression: { ...expression, strides: [] } };
  }

  /** Computes all that wait, now. */
  flush(e: Emitter): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.prepare();
    for (const call of new Set(waiting.map((w) => w.call)))
      batchesOf(
        e,
        waiting.flatMap((w) => (w.kept && w.call === call ? [w.job] : [])),
      );
    const alike = new Map<string, { readonly expression: Expression; readonly segments: Segment[] }>();
    for (const { job, scale, results } of waiting) {
      const places = job.tensors.map((t) => e.packs.partOf(t) ?? { whole: t, offset: 0 });
      const key = `${job.signature} in ${places.map((p) => p.whole.id).join()}`;
      const known = alike.get(key) ?? { expression: bySlot(job, places), segments: [] };
      alike.set(key, known);
      known.segments.push({ starts: places.map((p) => p.offset), length: job.elements, scale, results });
    }
    const memory = {
      partial: (elements: number) => e.storage(elements, 'partial sums'),
      table: (data: readonly number[]) => e.stored(e.constant('u32', [data.length], data)),
    };
    const source = { origin: { path: '', phase: 'metrics' }, op: 'sums' } as const;
    for (const { flops, ...launch } of segmentSumKernels('sums', [...alike.values()], this.#results!, memory))
      e.launch(launch, flops, source);
  }
}

type Vector = Tensor & { readonly expression: Extract<Expression, { readonly kind: 'load' }> };

/** Ops that end in such a sum. */
const averages: ReadonlySet<string> = new Set<OpKind>(['softmaxCrossEntropy', 'topKCorrect']);

const resultsOf = ({ results, total }: SumsAttrs): number => results + Number(total);

/** The formula with each tensor replaced by where it lies; which of the tensors it is stands in the offset. */
function bySlot({ owner, tensors }: Job<Expression>, places: readonly { readonly whole: Storage }[]): Expression {
  return withLeaves(owner, (leaf) => {
    if (leaf.kind !== 'load') return leaf;
    const slot = tensors.indexOf(leaf.storage);
    return slot === -1
      ? { ...leaf, strides: [0] }
      : { ...leaf, storage: places[slot]!.whole, offset: slot, strides: [1] };
  });
}

/** What is summed, over tensors that lie in one piece. What does not is summed by itself, unless it is put in one piece anyway. */
function wholeJob(e: Emitter, tensor: Tensor, squared: boolean, kept: boolean): Job<Expression> {
  const summand = ({ expression, dtype }: Tensor): Expression =>
    squared ? { kind: 'apply', dtype, args: [expression], formula: (a) => `${a} * ${a}` } : expression;
  const jobFor = (x: Tensor, expression: Expression): Job<Expression> | null =>
    bindingsOf(expression) > MOST_SUMMED ? null : jobOf(expression, x.dims, [expression], []);
  const whole = jobFor(tensor, summand(tensor));
  if (whole) return whole;
  if (kept) {
    const x = e.as(tensor, [count(tensor.dims)]);
    return jobFor(x, summand(x))!;
  }
  const axes = tensor.dims.map((_, axis) => axis);
  const [sum] = e.sum(tensor.dims, axes, [{ tensor: { ...tensor, expression: summand(tensor) }, scale: 1 }]);
  const one = e.as(sum!, [1]);
  return jobFor(one, one.expression)!;
}

export const sums: Lowering<SumsAttrs> = (e, { attrs, inputs }) => e.sums.add(e, attrs, inputs);
