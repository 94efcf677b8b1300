import type { ForeignNode } from '../foreign.ts';
import { shiftedSix } from './hard-sigmoid.ts';
import { instead, near, type Rewrite, type Upwards } from './pattern.ts';

/** x · hardSigmoid(x) with slope 1/6, in one node or spelled out, the division before or after the product. */
export const hardSwish: Rewrite = (node, upwards) => {
  if (node.op === 'Mul') {
    const [a, b] = node.inputs;
    if (isGateOf(a!, upwards.maker(b, 'HardSigmoid'))) return instead(node, 'HardSwish', a!);
    if (isGateOf(b!, upwards.maker(a, 'HardSigmoid'))) return instead(node, 'HardSwish', b!);
  }
  const outer = node.op === 'Div' || node.op === 'Mul' ? upwards.withScalar(node) : null;
  if (!outer || !near(outer.scalar, node.op === 'Div' ? 6 : 1 / 6)) return null;
  const x = productOfShifted(upwards.maker(outer.tensor, 'Mul'), upwards);
  return x === null ? null : instead(node, 'HardSwish', x);
};

const isGateOf = (x: string, gate: ForeignNode | null): boolean =>
  gate?.inputs[0] === x &&
  near(asNumber(gate.attributes['alpha']), 1 / 6) &&
  near(asNumber(gate.attributes['beta'] ?? 0.5), 0.5);

const asNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** x of x · clip(x + 3, 0, 6). */
function productOfShifted(product: ForeignNode | null, upwards: Upwards): string | null {
  if (!product) return null;
  const [a, b] = product.inputs;
  if (shiftedSix(b!, upwards) === a) return a;
  return shiftedSix(a!, upwards) === b ? b : null;
}
