import type { ForeignNode } from '../../foreign.ts';
import { number } from '../attributes.ts';
import { MAP, sameAxes, VECTOR } from '../axes.ts';
import { perChannel } from '../channels.ts';
import type { Computed, ConstantFact } from '../fact.ts';
import type { Lift } from '../index.ts';
import type { LiftedLayer } from '../lifted.ts';
import { type Lifter, ofLayer } from '../lifter.ts';
import { refusal } from '../refusal.ts';
import { scaledBy, shiftedBy } from './affine.ts';

/** A sum of layers, or a bias that stands apart from its product. */
export const add: Lift = (l, node) => {
  const parts = node.inputs.map((_, i) => l.fact(node, i));
  const constants = parts.filter((p): p is ConstantFact => p.is === 'constant');
  if (constants.length === 0) return joined(l, node, 'add');
  const computed = parts.find((p): p is Computed => p.is === 'computed');
  if (parts.length !== 2 || !computed) throw refusal(node, 'import.constantOperand');
  const { constant } = constants[0]!;
  // A vector of zeros may be a bias that nobody has trained yet.
  if (constant.data.length === 1 && constant.data[0] === 0 && constant.dims.length <= computed.axes.length)
    return computed;
  return biased(l, node, computed, constant) ?? shiftedBy(l, node, computed, constant);
};

const biasTakers: ReadonlySet<string> = new Set(['conv2d', 'convTranspose2d', 'dense']);

/** As the bias of the layer in front; null where it takes none. */
function biased(l: Lifter, node: ForeignNode, fact: Computed, constant: ConstantFact['constant']): Computed | null {
  const { layer } = fact;
  const bias = perChannel(constant, fact);
  const takes = biasTakers.has(layer.kind) && layer.params['bias'] === false;
  if (!bias || !takes || !l.isReadOnce(node, fact)) return null;
  const weights = new Map([...layer.weights, ['bias', bias]]);
  l.facts.delete(node.inputs.find((name) => l.facts.get(name) === fact)!);
  return { ...fact, layer: l.replace(layer, { params: { ...layer.params, bias: true }, weights }) };
}

/** A product of maps of one shape, or of a map and a gate of 1 × 1. */
export const multiply: Lift = (l, node) => {
  const constant = node.inputs.findIndex((_, i) => l.fact(node, i).is === 'constant');
  if (constant < 0) return joined(l, node, 'multiply');
  const factor = l.constant(node, constant);
  const x = l.computed(node, 1 - constant);
  return factor.data.length === 1 && factor.data[0] === 1 ? x : scaledBy(l, node, x, factor);
};

function joined(l: Lifter, node: ForeignNode, kind: 'add' | 'multiply'): Computed {
  const facts = node.inputs.map((_, i) => l.computed(node, i));
  const [inputs, like] = alike(l, node, facts);
  return { ...like, layer: l.add(node, { kind, inputs }) };
}

/** The layers of tensors that are put together number by number, all maps or all vectors, in one order. */
function alike(l: Lifter, node: ForeignNode, facts: readonly Computed[]): readonly [readonly LiftedLayer[], Computed] {
  const first = facts[0]!;
  const same = facts.every(
    ({ layer, axes, order }) =>
      layer.form === first.layer.form && order === first.order && sameAxes(axes, first.axes, layer.lengths),
  );
  if (same) return [facts.map(({ layer }) => layer), first];
  if (facts.every(({ layer, axes }) => sameAxes(axes, MAP, layer.lengths))) {
    const layers = facts.map((fact) => l.map(node, fact));
    return [layers, ofLayer(layers[0]!, MAP)];
  }
  if (facts.some(({ axes }) => axes.length !== 2)) throw refusal(node, 'import.order');
  const layers = vectors(l, node, facts);
  return [layers, ofLayer(layers[0]!, VECTOR)];
}

function vectors(l: Lifter, node: ForeignNode, facts: readonly Computed[]): readonly LiftedLayer[] {
  return facts.map((fact) => {
    const { layer, order } = l.vector(node, fact);
    if (order) throw refusal(node, 'import.order');
    return layer;
  });
}

/** Along the channels. */
export const concat: Lift = (l, node) => {
  const facts = node.inputs.map((_, i) => l.computed(node, i));
  const [first] = facts;
  const { axes, layer } = first!;
  const given = number(node, 'axis', 1);
  const axis = given < 0 ? given + axes.length : given;
  if (facts.length === 1) return first!;
  if (axes.length === 2 && axis === 1) {
    return ofLayer(l.add(node, { kind: 'concat', inputs: vectors(l, node, facts) }), VECTOR);
  }
  const maps = facts.every((fact) => fact.layer.form === 'map' && fact.axes.length === axes.length);
  const isChannels = axes[axis]?.every((own) => own === 'C' || layer.lengths[own] === 1) ?? false;
  const order = axes.with(axis, ['C']);
  const others = facts.every((fact) => sameAxes(fact.axes.with(axis, ['C']), order, fact.layer.lengths));
  if (!maps || !isChannels || !others) throw refusal(node, 'import.concat', { axis });
  return ofLayer(l.add(node, { kind: 'concat', inputs: facts.map((fact) => fact.layer) }), order);
};
