import type { Constant, ForeignNode } from '../../foreign.ts';
import { number } from '../attributes.ts';
import type { Own } from '../axes.ts';
import { channelwise } from '../channels.ts';
import { type Cut, dimsOfGroups } from '../cut.ts';
import type { Lift } from '../index.ts';
import type { LiftedLayer } from '../lifted.ts';
import { type Lifter, mapLike, ofLayer } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/**
 * X, γ, β, mean, variance. Files say 1 − m as `momentum`, and some ask for the batch's own statistics, which belong to
 * training: what is trained on has both.
 */
export const batchNormalization: Lift = (l, node) => {
  const { fact, arrange } = channelwise(l, node, l.computed(node, 0));
  const names = ['gamma', 'beta', 'mean', 'variance'] as const;
  const weights = new Map(names.map((name, i) => [name, arrange(l.constant(node, i + 1).data)]));
  if (number(node, 'spatial', 1) !== 1)
    throw refusal(node, 'import.attribute', { attribute: 'spatial', value: 0, only: 1 });
  const momentum = Number((1 - number(node, 'momentum', 0.9)).toPrecision(6));
  const epsilon = Number(number(node, 'epsilon', 1e-5).toPrecision(6));
  const params = { epsilon, ...(momentum === 0.1 ? {} : { momentum }) };
  const made = { kind: 'batchNorm', params, inputs: [fact.layer], weights, called: node.inputs[1]! };
  return { ...fact, layer: l.add(node, made) };
};

/** x / (bias + α / size · Σ x²)^β. */
export const lrn: Lift = (l, node) => {
  const layer = l.map(node, l.computed(node, 0));
  const exact = (name: string, fallback: number): number => Number(number(node, name, fallback).toPrecision(6));
  const params = {
    size: number(node, 'size', 1),
    alpha: exact('alpha', 1e-4),
    beta: exact('beta', 0.75),
    k: exact('bias', 1),
  };
  return ofLayer(l.add(node, { kind: 'localResponseNorm', params, inputs: [layer] }));
};

const exactly = (value: number): number => Number(value.toPrecision(6));

/** Each channel by itself; of groups that a reshape made, each group. */
export const instanceNormalization: Lift = (l, node) => {
  const epsilon = exactly(number(node, 'epsilon', 1e-5));
  const [gamma, beta] = [l.constant(node, 1), l.constant(node, 2)];
  const affine = gamma.data.some((x) => x !== 1) || beta.data.some((x) => x !== 0);
  const x = l.fact(node, 0);
  if (x.is !== 'cut') {
    const layer = l.map(node, l.computed(node, 0));
    return mapLike(l.computed(node, 0), normed(l, node, layer, { groups: 0, epsilon }, affine ? [gamma, beta] : null));
  }
  const groups = groupsOfChannels(x);
  if (groups === null || affine) throw refusal(node, 'import.cut', { dims: dimsOfGroups(x.groups).join(' × ') });
  return { ...x, source: ofLayer(normed(l, node, x.source.layer, { groups, epsilon }, null)) };
};

/** [N, g, all else], where the channels are cut into g parts. */
function groupsOfChannels({ groups, source }: Cut): number | null {
  const [batch = [], parts = [], ...rest] = groups;
  const { C, H, W } = source.layer.lengths;
  const isBatch = batch.every(({ own }) => own === 'N');
  const [part] = parts;
  const isOuter = parts.length === 1 && part!.own === 'C' && part!.stride * part!.length === C;
  const inner = dimsOfGroups(rest).reduce((n, d) => n * d, 1);
  return isBatch && isOuter && inner * part!.length === C * H * W ? part!.length : null;
}

/** γ and β are one a channel; before opset 21 one a group. */
export const groupNormalization: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const layer = l.map(node, x);
  const groups = number(node, 'num_groups', 1);
  const { C } = layer.lengths;
  const wide = ({ data }: Constant): Constant => ({
    dims: [C],
    whole: false,
    data: data.length === C ? data : Float32Array.from({ length: C }, (_, i) => data[Math.floor((i * groups) / C)]!),
  });
  const epsilon = exactly(number(node, 'epsilon', 1e-5));
  return mapLike(
    x,
    normed(l, node, layer, { groups, epsilon }, [wide(l.constant(node, 1)), wide(l.constant(node, 2))]),
  );
};

function normed(
  l: Lifter,
  node: ForeignNode,
  layer: LiftedLayer,
  given: Readonly<Record<string, number>>,
  affine: readonly [Constant, Constant] | null,
): LiftedLayer {
  const params = { ...given, ...(affine ? {} : { affine: false }) };
  const made = { kind: 'groupNorm', params, inputs: [layer], called: node.inputs[1] ?? '' };
  return l.add(node, { ...made, weights: affine ? affineWeights(...affine) : new Map() });
}

const affineWeights = (gamma: Constant, beta: Constant | null): ReadonlyMap<string, Float32Array> =>
  new Map([
    ['gamma', Float32Array.from(gamma.data)],
    ['beta', beta ? Float32Array.from(beta.data) : new Float32Array(gamma.data.length)],
  ]);

/**
 * Over the channels of each place, which stand last in files. One that was spelled out goes over one axis alone, and
 * has neither γ nor β; over rows and columns, or over a part of the channels with them, it is a group norm.
 */
export const layerNormalization: Lift = (l, node) => {
  const epsilon = exactly(number(node, 'epsilon', 1e-5));
  const x = l.fact(node, 0);
  if (x.is === 'cut') return { ...x, source: ofLayer(groupNormed(l, node, x, epsilon)) };
  const computed = l.computed(node, 0);
  const { layer, axes } = computed;
  const told = (list: readonly Own[]): string => list.filter((own) => layer.lengths[own] !== 1).join('');
  const axis = number(node, 'axis', -1);
  const over = number(node, 'only', 0) === 1 ? axes.at(axis)! : axes.slice(axis < 0 ? axis + axes.length : axis).flat();
  const gamma = l.optional(node, 1);
  if (told(over) !== told(['C']) && !gamma && layer.form === 'map') {
    const groups = [told(['H', 'W']), told(['C', 'H', 'W'])].indexOf(told(over));
    if (groups >= 0) return { ...computed, layer: normed(l, node, layer, { groups, epsilon }, null) };
  }
  if (told(over) !== told(['C']) || computed.order) throw refusal(node, 'import.norm');
  const params = { epsilon, ...(gamma ? {} : { affine: false }) };
  const weights = gamma ? affineWeights(gamma, l.optional(node, 2)) : new Map<string, Float32Array>();
  const made = { kind: 'layerNorm', params, inputs: [layer], weights, called: node.inputs[1] ?? '' };
  return { ...computed, layer: l.add(node, made) };
};

function groupNormed(l: Lifter, node: ForeignNode, x: Cut, epsilon: number): LiftedLayer {
  const groups = groupsOfChannels(x);
  const axis = number(node, 'axis', -1);
  const isLast = axis === -1 || axis === x.groups.length - 1;
  if (groups === null || !isLast || x.groups.length !== 3) throw refusal(node, 'import.norm');
  return normed(l, node, x.source.layer, { groups, epsilon }, null);
}
