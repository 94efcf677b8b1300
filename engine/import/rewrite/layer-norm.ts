import type { ForeignNode } from '../foreign.ts';
import { instead, near, type Rewrite, type Upwards } from './pattern.ts';

/** (x − mean(x)) / √(mean((x − mean(x))²) + ε), the means over one axis; γ and β stay behind it. */
export const layerNorm: Rewrite = (node, upwards) => {
  if (node.op !== 'Div') return null;
  const centred = upwards.maker(node.inputs[0], 'Sub');
  const sum = upwards.withScalar(upwards.maker(rootOf(node.inputs[1], upwards), 'Add'));
  const variance = upwards.maker(sum?.tensor, 'ReduceMean');
  if (!centred || !sum || !variance) return null;
  const [x, mean] = centred.inputs;
  const of = upwards.maker(mean, 'ReduceMean');
  const axis = of?.inputs[0] === x ? upwards.onlyAxis(of!) : null;
  const isSame = axis !== null && axis === upwards.onlyAxis(variance);
  if (!isSame || !isSquare(variance.inputs[0], centred, x!, upwards)) return null;
  return instead(node, 'LayerNormalization', x!, { axis, only: 1, epsilon: sum.scalar });
};

/** What stands under a square root, which some write as a power. */
function rootOf(tensor: string | undefined, upwards: Upwards): string | undefined {
  const root = upwards.maker(tensor, 'Sqrt');
  if (root) return root.inputs[0];
  const power = upwards.withScalar(upwards.maker(tensor, 'Pow'));
  return power && near(power.scalar, 0.5) ? power.tensor : undefined;
}

/** Of the centred numbers, or of as many others that are centred the same way. */
function isSquare(tensor: string | undefined, centred: ForeignNode, x: string, upwards: Upwards): boolean {
  const power = upwards.withScalar(upwards.maker(tensor, 'Pow'));
  const product = upwards.maker(tensor, 'Mul');
  const base = power && near(power.scalar, 2) ? power.tensor : product?.inputs[0];
  if (product && product.inputs[1] !== base) return false;
  const other = upwards.maker(base, 'Sub');
  return (
    base === centred.outputs[0] || (other !== null && other.inputs[0] === x && other.inputs[1] === centred.inputs[1])
  );
}
