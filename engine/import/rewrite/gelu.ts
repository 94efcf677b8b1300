import type { ForeignNode } from '../foreign.ts';
import { instead, near, type Rewrite, type Upwards } from './pattern.ts';

/**
 * x · (1 + erf(x / √2)) / 2, or with tanh(√(2/π) · (x + 0.044715 · x³)) in the place of erf, whose three factors come
 * in any order.
 */
export const gelu: Rewrite = (node, upwards) => {
  if (node.op !== 'Mul') return null;
  const factors = factorsOf(node, upwards);
  const scalars = factors.filter((f): f is number => typeof f === 'number');
  const tensors = factors.filter((f): f is string => typeof f === 'string');
  if (
    tensors.length !== 2 ||
    !near(
      scalars.reduce((a, b) => a * b, 1),
      0.5,
    )
  )
    return null;
  for (const [x, gate] of [tensors, tensors.toReversed()]) {
    if (argumentOf(gate!, upwards) === x) return instead(node, 'Gelu', x);
    if (isTanhOf(gate!, x!, upwards)) return instead(node, 'Gelu', x!, { approximate: 'tanh' });
  }
  return null;
};

/** Products within products that are opened. */
const DEPTH = 3;

/** Factors of a product of products, a division by a number being one too. */
function factorsOf(node: ForeignNode, upwards: Upwards, depth = DEPTH): readonly (string | number)[] {
  return node.inputs.flatMap((tensor): readonly (string | number)[] => {
    const scalar = upwards.scalar(tensor);
    if (scalar !== null) return [scalar];
    const product = upwards.maker(tensor, 'Mul');
    if (product && depth > 0) return factorsOf(product, upwards, depth - 1);
    const quotient = upwards.maker(tensor, 'Div');
    const divisor = upwards.scalar(quotient?.inputs[1]);
    return quotient && divisor !== null ? [quotient.inputs[0]!, 1 / divisor] : [tensor];
  });
}

/** x of 1 + erf(x / √2). */
function argumentOf(tensor: string, upwards: Upwards): string | null {
  const sum = upwards.withScalar(upwards.maker(tensor, 'Add'));
  const erf = sum && near(sum.scalar, 1) ? upwards.maker(sum.tensor, 'Erf') : null;
  const inner = erf?.inputs[0];
  const quotient = upwards.maker(inner, 'Div');
  if (quotient && near(upwards.scalar(quotient.inputs[1]), Math.SQRT2)) return quotient.inputs[0]!;
  const product = upwards.withScalar(upwards.maker(inner, 'Mul'));
  return product && near(product.scalar, Math.SQRT1_2) ? product.tensor : null;
}

/** Whether it is 1 + tanh(√(2/π) · (x + 0.044715 · x³)). */
function isTanhOf(tensor: string, x: string, upwards: Upwards): boolean {
  const sum = upwards.withScalar(upwards.maker(tensor, 'Add'));
  const tanh = sum && near(sum.scalar, 1) ? upwards.maker(sum.tensor, 'Tanh') : null;
  const scaled = upwards.withScalar(upwards.maker(tanh?.inputs[0], 'Mul'));
  const inner = scaled && near(scaled.scalar, Math.sqrt(2 / Math.PI)) ? upwards.maker(scaled.tensor, 'Add') : null;
  const cube = inner?.inputs.find((input) => input !== x);
  const weighted = upwards.withScalar(upwards.maker(cube, 'Mul'));
  return (
    inner?.inputs.includes(x) === true &&
    weighted !== null &&
    near(weighted.scalar, 0.044715) &&
    isCubeOf(weighted.tensor, x, upwards)
  );
}

/** As a power, or as a product of three. */
function isCubeOf(tensor: string, x: string, upwards: Upwards): boolean {
  const power = upwards.withScalar(upwards.maker(tensor, 'Pow'));
  if (power) return power.tensor === x && near(power.scalar, 3);
  const product = upwards.maker(tensor, 'Mul');
  const factors = product ? factorsOf(product, upwards) : [];
  return factors.length === 3 && factors.every((factor) => factor === x);
}
