import type { Call, Graph, GraphInput, Value } from '../../../ir/graph.ts';
import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { count } from '../../../ops/shape/tensor.ts';
import type { Choices } from '../../tuning.ts';
import { concrete, type Expression, fullLoads, sizeOf, stored, type Tensor } from '../expression.ts';
import { fuse } from '../fuse/index.ts';
import type { Program, Slot } from '../program.ts';
import { storeWithSums } from './batch-norm-gradient.ts';
import { putBeside } from './beside.ts';
import type { Target } from './choices.ts';
import { Commit } from './commit.ts';
import { elementwise } from './elementwise.ts';
import { Emitter } from './emitter.ts';
import { homesOf } from './homes.ts';
import { fusedLowerings, lowerings } from './index.ts';
import type { Lowering } from './lowering.ts';
import { storedAt } from './places.ts';
import { Sums } from './sums.ts';

export interface LowerOptions {
  /** Elements of the first output that must be finite for the states to change; without any they always do. */
  readonly guards: readonly number[];
  readonly target: Target;
  /** Ways that were found the fastest, or that an earlier run took; the first of each call otherwise. */
  readonly choices?: Choices;
}

/** A formula used more often than once is computed again where it reads no more than its result would be, and is no longer than this. */
const CHEAP_FORMULA = 8;

/** Lowers a graph whose batch is known. States change in place, at the end of the step, by kernels that write nothing once a guard was not finite. */
export function lowerGraph(whole: Graph, options: LowerOptions): Program {
  const graph = fuse(whole);
  const e = new Emitter(options.target, options.choices ?? {}, new Sums(graph));
  const tensors = new Map<number, Tensor>();
  const slot = ({ name, value }: GraphInput): Slot => {
    const { dtype } = value.type;
    const dims = concrete(value.type.dims);
    const storage = e.storage(count(dims), name);
    tensors.set(value.id, stored(storage, dtype, dims));
    return { name, storage, dtype, elements: count(dims) };
  };
  const inputs = graph.inputs.map(slot);
  const states = graph.states.map(slot);
  const commit = new Commit(e, graph, tensors);
  e.sums.prepare = () => commit.plan();
  const uses = usesOf(graph);
  const normed = normedValues(graph, options.target);
  const gradients = normGradients(graph, options.target);
  const followed = followedValues(graph, uses);
  const { homes, joins } = homesOf(graph, ({ type }) => e.tensor(type.dtype, concrete(type.dims), 'concat'));
  for (const call of graph.calls) {
    const [{ id: first }] = call.outputs as readonly [Value];
    const home = homes.get(first);
    e.begin(call, {
      joined: joins.get(call),
      moments: normed.has(first),
      followed: followed.has(first) || (!home && gradients.has(first)),
      home,
    });
    lowerCall(e, call, tensors).forEach((made, i) => {
      const { id } = call.outputs[i]!;
      const used = uses.get(id) ?? 0;
      e.own(made);
      const home = homes.get(id);
      if (home && made.expression.kind === 'apply') {
        tensors.set(id, storedAt(e, made, home));
        return;
      }
      const norm = gradients.get(id);
      if (norm && e.products.isAwaitedBy(made.expression))
        storeWithSums(
          e,
          norm.attrs as BatchNormAttrs,
          made,
          norm.inputs.slice(1).map((v) => tensors.get(v.id)!),
        );
      const isFormula = made.expression.kind === 'apply' && used > 0;
      if (isFormula && ((used > 1 && e.products.isAwaitedBy(made.expression)) || !stays(call, made, used)))
        e.stored(made);
      tensors.set(id, made);
    });
  }
  const outputs = graph.outputs.map(({ name, value }): Slot => {
    const { dtype } = value.type;
    const dims = concrete(value.type.dims);
    return { name, storage: e.stored(tensors.get(value.id)!), dtype, elements: count(dims) };
  });
  e.products.settle();
  e.joins.flush(e);
  e.sums.flush(e);
  const sound = soundness(e, outputs, options.guards);
  commit.write(sound);
  return {
    inputs,
    states,
    outputs: [...outputs, ...(sound ? [sound] : [])],
    constants: e.constants,
    // A processor that plays a GPU takes a sixth longer for both: measured with a small Inception net.
    dispatches: options.target.software ? e.dispatches : putBeside(e.dispatches, e.packs.all, options.target),
    packs: e.packs.all,
    choices: e.choices,
    sound,
  };
}

const known: Readonly<Record<string, Lowering<never> | undefined>> = { ...lowerings, ...fusedLowerings };

function lowerCall(e: Emitter, call: Call, tensors: ReadonlyMap<number, Tensor>): readonly Tensor[] {
  const lowering = known[call.op.kind];
  if (!lowering) throw new Error(`no kernels for ${call.op.kind}`);
  return (lowering as Lowering<unknown>)(e, {
    attrs: call.attrs,
    inputs: call.inputs.map((v) => {
      const tensor = tensors.get(v.id)!;
      if (!goingOn.has(call.op.kind) && e.products.isAwaitedBy(tensor.expression)) e.stored(tensor);
      return e.latest(tensor);
    }),
    outputs: call.outputs.map((v) => ({ dtype: v.type.dtype, dims: concrete(v.type.dims) })),
  });
}

/** Whether a formula is left for its users to compute. */
function stays({ op }: Call, { expression, dims }: Tensor, used: number): boolean {
  // What updates make is read once for each use, so that it needs no memory of its own; so is dGamma, by the update and by norms.
  if (used === 1 || op.update) return true;
  if (op.kind === 'batchNormTrainGradient' && dims.length === 1) return true;
  return fullLoads(expression, dims) <= 1 && sizeOf(expression) <= CHEAP_FORMULA;
}

/**
 * Values whose statistics a batch norm needs. On a GPU memory is what a norm waits for, and the convolution has the numbers at hand; a processor that plays one waits for
 * its arithmetic, and for barriers most.
 */
function normedValues({ calls }: Graph, { software }: Target): ReadonlySet<number> {
  const norms = software ? [] : calls.filter((c) => c.op.kind === 'batchNormTrain');
  return new Set(norms.map((c) => c.inputs[0]!.id));
}

/** By the gradient that it reads, a batch norm's backward: what makes that leaves sums for it. Of two that read one, the first. A processor goes without, as forward. */
function normGradients({ calls }: Graph, { software }: Target): ReadonlyMap<number, Call> {
  const norms = software ? [] : calls.filter((c) => c.op.kind === 'batchNormTrainGradient');
  return new Map(norms.toReversed().map((c) => [c.inputs[0]!.id, c]));
}

/** Ops whose results are formulas of what they read. */
const formulas: ReadonlySet<string> = new Set([...Object.keys(elementwise), 'batchNormInfer']);

/** Ops that take what waits for its kernel, or formulas of it: others need it in memory. */
const goingOn: ReadonlySet<string> = new Set([...formulas, 'concat']);

/** Values that a formula alone reads, and once: a convolution's kernel computes it with its own. */
function followedValues({ calls }: Graph, uses: ReadonlyMap<number, number>): ReadonlySet<number> {
  const readers = calls.filter(({ op }) => formulas.has(op.kind));
  return new Set(readers.flatMap((c) => c.inputs.flatMap(({ id }) => (uses.get(id) === 1 ? [id] : []))));
}

function usesOf(graph: Graph): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const use = (id: number): void => void uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const { inputs } of graph.calls) for (const { id } of inputs) use(id);
  for (const { value } of graph.outputs) use(value.id);
  for (const { id } of graph.assigns.values()) use(id);
  return uses;
}

/** Keeps the slot at 1 where the named elements of the first output are finite; without guards there is none. */
function soundness(e: Emitter, [first]: readonly Slot[], guards: readonly number[]): Slot | null {
  if (!first || guards.length === 0) return null;
  const storage = e.storage(1, 'sound');
  const before: Expression = { kind: 'load', dtype: 'u32', storage, offset: 0, strides: [] };
  const expression = guards.reduce((all, offset): Expression => {
    const load: Expression = { kind: 'load', dtype: 'f32', storage: first.storage, offset, strides: [] };
    const finite = (x: string): string => `select(U(0), U(1), (bitcast<U>(${x}) & U(0x7f800000u)) != U(0x7f800000u))`;
    const formula = (a: string, x: string): string => `${a} & ${finite(x)}`;
    return { kind: 'apply', dtype: 'u32', args: [all, load], formula };
  }, before);
  e.map([], [{ expression, storage, offset: 0, strides: [] }]);
  return { name: 'sound', storage, dtype: 'u32', elements: 1 };
}
