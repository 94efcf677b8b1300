import type { Dim, DType, TensorType } from '../../ir/types.ts';
import { typeText } from '../../ir/types.ts';

/**
 * Refuses an ill-typed call. Layers have checked what people can get wrong, so this is a bug in the code that builds
 * graphs.
 */
export function illTyped(kind: string, why: string, inputs: readonly TensorType[]): never {
  throw new Error(`${kind}(${inputs.map(typeText).join(', ')}): ${why}`);
}

/** The inputs as a tuple, once their number and dtypes are what the op takes. */
export function typed<D extends readonly DType[]>(
  kind: string,
  inputs: readonly TensorType[],
  ...dtypes: D
): { readonly [K in keyof D]: TensorType } {
  if (inputs.length !== dtypes.length || dtypes.some((d, i) => inputs[i]?.dtype !== d))
    illTyped(kind, `wants (${dtypes.join(', ')})`, inputs);
  return inputs as unknown as { readonly [K in keyof D]: TensorType };
}

/** A dimension that must be known; only the batch may be `N`. */
export function known(kind: string, dim: Dim | undefined): number {
  if (typeof dim !== 'number') throw new Error(`${kind}: dimension ${dim} must be a number`);
  return dim;
}

/** [N, C, H, W] of a feature map. */
export function featureMap(kind: string, type: TensorType): readonly [Dim, number, number, number] {
  if (type.dims.length !== 4) illTyped(kind, 'wants a [N, C, H, W] feature map', [type]);
  const [n, c, h, w] = type.dims as readonly [Dim, Dim, Dim, Dim];
  return [n, known(kind, c), known(kind, h), known(kind, w)];
}
