import type { TensorType } from '../../ir/types.ts';
import { sameType } from '../../ir/types.ts';
import { illTyped } from './expect.ts';

/** Throws unless `tensors` all have the weight's type and `scalars` are scalars of their dtypes. */
export function expectUpdate(
  kind: string,
  inputs: readonly TensorType[],
  tensors: number,
  ...scalars: readonly ('f32' | 'u32')[]
): void {
  const [w] = inputs;
  const alike = inputs.slice(0, tensors).every((t) => w?.dtype === 'f32' && sameType(t, w));
  const scalar = scalars.every(
    (dtype, i) => inputs[tensors + i]?.dtype === dtype && inputs[tensors + i]!.dims.length === 0,
  );
  if (!alike || !scalar || inputs.length !== tensors + scalars.length)
    illTyped(kind, `wants ${tensors} tensors of one type, then scalars (${scalars.join(', ')})`, inputs);
}
