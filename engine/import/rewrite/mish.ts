import { instead, type Rewrite } from './pattern.ts';

/** x · tanh(softplus(x)), its factors in either order. */
export const mish: Rewrite = (node, upwards) => {
  if (node.op !== 'Mul') return null;
  const [a, b] = node.inputs;
  for (const [x, gate] of [
    [a, b],
    [b, a],
  ]) {
    const curve = upwards.maker(upwards.maker(gate, 'Tanh')?.inputs[0], 'Softplus');
    if (curve && curve.inputs[0] === x) return instead(node, 'Mish', x!);
  }
  return null;
};
