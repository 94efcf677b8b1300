import { instead, near, type Rewrite } from './pattern.ts';

/** ln(eˣ + 1). */
export const softplus: Rewrite = (node, upwards) => {
  if (node.op !== 'Log') return null;
  const sum = upwards.withScalar(upwards.maker(node.inputs[0], 'Add'));
  const power = sum && near(sum.scalar, 1) ? upwards.maker(sum.tensor, 'Exp') : null;
  return power && instead(node, 'Softplus', power.inputs[0]!);
};
