import type { TensorType } from '../../ir/types.ts';
import { elements } from '../../ir/types.ts';
import type { MaxPoolAttrs } from '../../ops/max-pool.ts';
import type { MaxPoolGradientAttrs } from '../../ops/max-pool-gradient.ts';
import type { Attributes } from '../wire/model.ts';
import { concrete, type Lowering } from './lowering.ts';
import { explicitPads } from './pool-window.ts';

const attributes = (input: TensorType, a: MaxPoolAttrs): Attributes => ({
  kernel_shape: a.kernel,
  strides: a.stride,
  pads: explicitPads(input, a),
});

export const maxPool: Lowering<MaxPoolAttrs> = (e, { attrs, inputs: [x] }) => [
  e.node('MaxPool', [x!.name], attributes(x!.type, attrs)),
];

/**
 * MaxPool's second output says which element won (the first of equal ones), counted over the whole tensor: dy is added
 * there.
 */
export const maxPoolGradient: Lowering<MaxPoolGradientAttrs> = (e, { attrs, inputs: [x, , dy] }) => {
  const dims = concrete(x!.type.dims);
  const [, winners] = e.several('MaxPool', [x!.name], 2, attributes(x!.type, attrs));
  const flat = (t: string): string => e.reshape(t, [-1]);
  const zeros = e.node('Expand', [e.scalar(0), e.ints([elements(x!.type)])]);
  const sum = e.node('ScatterElements', [zeros, flat(winners!), flat(dy!.name)], { axis: 0, reduction: 'add' });
  return [e.reshape(sum, dims)];
};
