import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import type { Constant, ForeignModel, ForeignNode } from '../foreign.ts';
import { type Axes, lengthOf } from './axes.ts';
import type { Computed } from './fact.ts';
import { folded } from './fold/index.ts';
import { imageOf } from './image.ts';
import { lifts } from './index.ts';
import type { LiftedLayer } from './lifted.ts';
import { Lifter, ofLayer, WantedAsMap } from './lifter.ts';
import { refused } from './refusal.ts';

/** The network of a file as layers of Layerloom's. */
export interface Lifted {
  readonly input: { readonly name: string; readonly layer: LiftedLayer; readonly axes: Axes };
  readonly layers: readonly LiftedLayer[];
  readonly output: LiftedOutput;
  /** Which layer each tensor of the file is, to find the first that differs. */
  readonly tensors: ReadonlyMap<string, Computed>;
  /** Images a run of the file takes; null where it takes any number. */
  readonly batch: number | null;
}

/** What the file gives. */
export interface LiftedOutput {
  readonly name: string;
  readonly fact: Computed;
  /** What the file makes of the scores at its end. */
  readonly head: 'Softmax' | 'LogSoftmax' | null;
  /** What goes into that, as into a design's classifier: what `fact` computes. Without one, the output itself. */
  readonly scores: string;
}

/** Dims of an input that are given from outside; null where none are. */
export type Sizes = (input: string) => readonly number[] | null;

/** Stands for a free batch in shapes: a prime that no file has as a size. */
const FREE_BATCH = 1_000_003;
const MOST_REFUSALS = 20;

/**
 * Every node as a layer, or a ProblemError with those that cannot be one: each with its name, its operator and why. A
 * node behind such a one is not judged. Sizes that the file leaves open come from `sizes`.
 */
export function lift(model: ForeignModel, sizes: Sizes = () => null): Lifted {
  const asConvolution = new Set<string>();
  for (;;) {
    try {
      return attempt(model, sizes, asConvolution);
    } catch (error) {
      if (!(error instanceof WantedAsMap) || asConvolution.has(error.node)) throw error;
      asConvolution.add(error.node);
    }
  }
}

function attempt(model: ForeignModel, sizes: Sizes, asConvolution: ReadonlySet<string>): Lifted {
  const read = new Set(model.nodes.flatMap((n) => n.inputs));
  const [input, ...others] = model.inputs.filter(({ name }) => read.has(name));
  if (!input || others.length > 0) {
    const names = [input, ...others].flatMap((value) => (value ? [value.name] : []));
    throw new ProblemError([problem('import.inputs', '', { count: names.length, names: names.join(', ') })]);
  }
  const { batch, size, axes } = imageOf(input, model, sizes(input.name));
  const lifter = new Lifter(model, batch ?? FREE_BATCH, asConvolution);
  const layer = lifter.input(input.name, size);
  lifter.facts.set(input.name, ofLayer(layer, axes));
  const problems: Problem[] = [];
  for (const node of model.nodes) {
    // What a refused node makes is unknown, and so is all behind it.
    if (node.inputs.some((name) => name !== '' && !lifter.facts.has(name))) continue;
    try {
      liftNode(lifter, node);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
      if (problems.length >= MOST_REFUSALS) break;
    }
  }
  if (problems.length > 0) throw new ProblemError(problems);
  const heads = new Set(model.nodes.filter(isSoftmax).flatMap((node) => node.outputs));
  return {
    input: { name: input.name, layer, axes },
    layers: lifter.layers,
    output: outputOf(model, lifter),
    tensors: new Map(
      [...lifter.facts].filter((e): e is [string, Computed] => e[1].is === 'computed' && !heads.has(e[0])),
    ),
    batch,
  };
}

function liftNode(lifter: Lifter, node: ForeignNode): void {
  const facts = node.inputs.map((name) => (name === '' ? null : lifter.facts.get(name)!));
  const output = node.outputs[0]!;
  const constants = facts.flatMap((fact): (Constant | null)[] =>
    fact === null ? [null] : fact.is === 'constant' ? [fact.constant] : [],
  );
  if (constants.length === facts.length) {
    const constant = folded(node, constants);
    if (!constant) throw new ProblemError([refused(node, 'import.op')]);
    lifter.facts.set(output, { is: 'constant', constant });
    return;
  }
  const lift = lifts[node.op];
  if (!lift) throw new ProblemError([refused(node, 'import.op')]);
  const made = lift(lifter, node);
  for (const [i, fact] of (Array.isArray(made) ? made : [made]).entries()) lifter.facts.set(node.outputs[i]!, fact);
}

function outputOf({ outputs, nodes }: ForeignModel, { facts }: Lifter): LiftedOutput {
  // Scores and what a softmax makes of them are one output.
  const made = (name: string): ForeignNode | undefined => nodes.find((node) => node.outputs.includes(name));
  const isHeadOf = (name: string): boolean => isSoftmax(made(name)) && isOutput(made(name)!.inputs[0]!);
  const isOutput = (name: string): boolean => outputs.some((other) => other.name === name);
  const [output, ...others] = outputs.filter(({ name }) => !isHeadOf(name));
  const fact = output && facts.get(output.name);
  if (!output || others.length > 0) {
    const names = outputs.map(({ name }) => name).join(', ');
    throw new ProblemError([problem('import.outputs', '', { count: outputs.length, names })]);
  }
  if (fact?.is !== 'computed' || fact.order) {
    throw new ProblemError([problem('import.output', output.name, { name: output.name })]);
  }
  const maker = made(output.name);
  return isSoftmax(maker)
    ? { name: output.name, fact, head: maker.op, scores: maker.inputs[0]! }
    : { name: output.name, fact, head: null, scores: output.name };
}

const isSoftmax = (node: ForeignNode | undefined): node is ForeignNode & { readonly op: 'Softmax' | 'LogSoftmax' } =>
  node?.op === 'Softmax' || node?.op === 'LogSoftmax';

/** Dims of a tensor in the file for a batch of n. */
export const dimsOf = ({ axes, layer }: Computed, n: number): readonly number[] =>
  axes.map((axis) => lengthOf(axis, { ...layer.lengths, N: n }));
