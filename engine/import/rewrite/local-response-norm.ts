import type { ForeignNode } from '../foreign.ts';
import { instead, near, type Rewrite, type Upwards } from './pattern.ts';

/**
 * x / (k + α · mean(x²))^β, the mean over neighbouring channels by a pool over an axis of its own, as PyTorch writes
 * `local_response_norm`. Only odd sizes: of an even one PyTorch's window and ONNX's are not the same.
 */
export const localResponseNorm: Rewrite = (node, upwards) => {
  if (node.op !== 'Div') return null;
  const [x, divisor] = node.inputs;
  const power = upwards.withScalar(upwards.maker(divisor, 'Pow'));
  const sum = upwards.withScalar(upwards.maker(power?.tensor, 'Add'));
  const scaled = upwards.withScalar(upwards.maker(sum?.tensor, 'Mul'));
  const size = scaled && windowOver(scaled.tensor, x!, upwards);
  if (!power || !sum || !scaled || !size) return null;
  return instead(node, 'LRN', x!, { size, alpha: scaled.scalar, beta: power.scalar, bias: sum.scalar });
};

/** Reshapes, pads and a pool between a mean of neighbours and the squares. */
const MOST_BETWEEN = 10;
const passes = ['Squeeze', 'Reshape', 'Pad', 'AveragePool', 'Unsqueeze'];

/** Channels that the mean goes over; null where it is no mean of x². */
function windowOver(tensor: string, x: string, upwards: Upwards): number | null {
  let at = tensor;
  let size: number | null = null;
  for (let i = 0; i < MOST_BETWEEN; i++) {
    const square = upwards.maker(at, 'Mul') ?? upwards.maker(at, 'Pow');
    if (square) return isSquareOf(square, x, upwards) ? size : null;
    const [node] = passes.flatMap((op) => upwards.maker(at, op) ?? []);
    if (!node) return null;
    if (node.op === 'AveragePool') {
      const kernel = node.attributes['kernel_shape'];
      const wide = Array.isArray(kernel) ? kernel.filter((k) => k !== 1) : [];
      const [length] = wide;
      if (size !== null || wide.length !== 1 || typeof length !== 'number' || length % 2 === 0) return null;
      size = length;
    }
    at = node.inputs[0]!;
  }
  return null;
}

const isSquareOf = ({ op, inputs: [a, b] }: ForeignNode, x: string, upwards: Upwards): boolean =>
  a === x && (op === 'Mul' ? b === x : near(upwards.scalar(b), 2));
