import { instead, type Rewrite } from './pattern.ts';

/** x · sigmoid(x): every exporter before opset 24 writes SiLU as two nodes. */
export const silu: Rewrite = (node, upwards) => {
  if (node.op !== 'Mul') return null;
  const [a, b] = node.inputs;
  if (upwards.maker(b, 'Sigmoid')?.inputs[0] === a) return instead(node, 'Swish', a!);
  if (upwards.maker(a, 'Sigmoid')?.inputs[0] === b) return instead(node, 'Swish', b!);
  return null;
};
