import type { Constant, ForeignNode } from '../../foreign.ts';
import { number, numbers } from '../attributes.ts';
import { channelwise, perChannel } from '../channels.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';
import type { LiftedLayer, Step } from '../lifted.ts';
import type { Lifter } from '../lifter.ts';
import { refusal } from '../refusal.ts';

type Part = 'scale' | 'shift';

/** x · c of each channel. */
export const scaledBy = (l: Lifter, node: ForeignNode, x: Computed, c: Constant): Computed =>
  stepped(l, node, x, [['scale', c]]);

/** x + c of each channel. */
export const shiftedBy = (l: Lifter, node: ForeignNode, x: Computed, c: Constant): Computed =>
  stepped(l, node, x, [['shift', c]]);

/** x − c, or c − x. */
export const subtract: Lift = (l, node) => {
  const [a, b] = [l.fact(node, 0), l.fact(node, 1)];
  if (a.is === 'computed' && b.is === 'constant')
    return shiftedBy(
      l,
      node,
      a,
      mapped(b.constant, (x) => -x),
    );
  if (b.is !== 'computed' || a.is !== 'constant') throw refusal(node, 'import.twoComputed');
  return stepped(l, node, b, [
    ['scale', minusOne],
    ['shift', a.constant],
  ]);
};

/** x / c. */
export const divide: Lift = (l, node) => {
  const [a, b] = [l.fact(node, 0), l.fact(node, 1)];
  if (a.is === 'computed' && b.is === 'constant')
    return scaledBy(
      l,
      node,
      a,
      mapped(b.constant, (x) => 1 / x),
    );
  throw refusal(node, 'import.twoComputed');
};

export const negate: Lift = (l, node) => scaledBy(l, node, l.computed(node, 0), minusOne);

/** scale · x + bias of each channel: an operator of ONNX's first versions, for pixels. */
export const imageScaler: Lift = (l, node) =>
  stepped(l, node, l.computed(node, 0), [
    ['scale', listed([number(node, 'scale', 1)])],
    ['shift', listed(numbers(node, 'bias') ?? [0])],
  ]);

/** One number, or one for each channel of a map [N, C, H, W]. */
const listed = (list: readonly number[]): Constant => ({
  dims: list.length === 1 ? [] : [list.length, 1, 1],
  data: Float32Array.from(list),
  whole: false,
});

const minusOne: Constant = { dims: [], data: Float32Array.of(-1), whole: false };

const mapped = ({ dims, data, whole }: Constant, f: (x: number) => number): Constant => ({
  dims,
  data: Float64Array.from(data, f),
  whole,
});

/** Further steps behind a scale and shift that nothing else reads become one with it. */
function stepped(
  l: Lifter,
  node: ForeignNode,
  given: Computed,
  operands: readonly (readonly [Part, Constant])[],
): Computed {
  const isWide = operands.some(([, { data }]) => data.length > 1);
  const { fact, arrange } = isWide ? channelwise(l, node, given) : { fact: given, arrange: null };
  const more = operands.map(([part, constant]): Step => {
    const own = constant.data.length === 1 ? constant.data : perChannel(constant, fact);
    if (!own) throw refusal(node, 'import.constantOperand');
    const ordered = Float64Array.from(own.length === 1 || !arrange ? own : arrange(own));
    return part === 'scale' ? { scale: ordered } : { shift: ordered };
  });
  const behind = fact.layer.kind === 'scaleShift' && l.isReadOnce(node, given) ? fact.layer : null;
  const steps = [...(behind ? (l.steps.get(behind) ?? []) : []), ...more];
  const source = behind?.inputs[0] ?? fact.layer;
  if (behind) l.drop(behind);
  const layer = l.add(node, { ...madeOf(steps, source), inputs: [source], called: isWide ? called(node, l) : '' });
  l.steps.set(layer, steps);
  return { ...fact, layer };
}

/** The name of a vector of the file. */
const called = (node: ForeignNode, l: Lifter): string =>
  node.inputs.find((name) => l.facts.get(name)?.is === 'constant') ?? '';

/**
 * Behind a convolution or a dense layer without bias, vectors that are subtracted, multiplied and added, or the last
 * two, are a batch norm whose variance went into its scale (Keras writes them so): ε, here Keras' 0.001, and the rest
 * of a variance of one. What is done to the input itself, or by the same number everywhere, is fixed; other vectors
 * are trained.
 */
function madeOf(steps: readonly Step[], source: LiftedLayer): Pick<LiftedLayer, 'kind' | 'params' | 'weights'> {
  const { C } = source.lengths;
  const wide = (numbers: Float64Array): Float32Array =>
    new Float32Array(C).fill(0).map((_, i) => numbers[i] ?? numbers[0]!);
  const norm = source.params['bias'] === false ? normOf(steps) : null;
  if (norm) {
    const epsilon = 1e-3;
    const weights = new Map([
      ['gamma', wide(norm.scale)],
      ['beta', wide(norm.shift)],
      ['mean', wide(norm.mean)],
      ['variance', wide(Float64Array.of(1 - epsilon))],
    ]);
    return { kind: 'batchNorm', params: { epsilon }, weights };
  }
  const { scale, shift } = composed(steps);
  const trained = source.kind !== 'input' && steps.some((step) => numbersOf(step).length > 1);
  const parts = shift.every((x) => x === 0) ? 'scale' : scale.every((x) => x === 1) ? 'shift' : 'both';
  if (!trained) {
    const params = {
      parts,
      trained,
      ...(parts === 'shift' ? {} : { scale: [...scale] }),
      ...(parts === 'scale' ? {} : { shift: [...shift] }),
    };
    return { kind: 'scaleShift', params, weights: new Map() };
  }
  const weights = new Map(
    [
      ['scale', wide(scale)],
      ['shift', wide(shift)],
    ].filter(([part]) => parts === 'both' || part === parts) as [string, Float32Array][],
  );
  return { kind: 'scaleShift', params: parts === 'both' ? {} : { parts }, weights };
}

const numbersOf = (step: Step): Float64Array => ('scale' in step ? step.scale : step.shift);

function normOf(
  steps: readonly Step[],
): { readonly mean: Float64Array; readonly scale: Float64Array; readonly shift: Float64Array } | null {
  const order = steps.map((step) => ('scale' in step ? 'scale' : 'shift')).join();
  if (steps.some((step) => numbersOf(step).length === 1)) return null;
  if (order === 'scale,shift')
    return { mean: Float64Array.of(0), scale: numbersOf(steps[0]!), shift: numbersOf(steps[1]!) };
  if (order !== 'shift,scale,shift') return null;
  return { mean: numbersOf(steps[0]!).map((x) => -x), scale: numbersOf(steps[1]!), shift: numbersOf(steps[2]!) };
}

/** scale · x + shift of all steps, one number each or one a channel. */
function composed(steps: readonly Step[]): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const length = Math.max(...steps.map((step) => numbersOf(step).length));
  const scale = new Float64Array(length).fill(1);
  const shift = new Float64Array(length);
  for (const step of steps) {
    for (let i = 0; i < length; i++) {
      const x = numbersOf(step)[i] ?? numbersOf(step)[0]!;
      if ('scale' in step) {
        scale[i]! *= x;
        shift[i]! *= x;
      } else shift[i]! += x;
    }
  }
  return { scale, shift };
}
