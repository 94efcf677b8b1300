import { number } from '../attributes.ts';
import { channelwise } from '../channels.ts';
import type { Lift } from '../index.ts';
import { ofLayer } from '../lifter.ts';
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
