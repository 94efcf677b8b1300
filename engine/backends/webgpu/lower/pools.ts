import type { AveragePoolAttrs } from '../../../ops/average-pool.ts';
import type { AveragePoolGradientAttrs } from '../../../ops/average-pool-gradient.ts';
import type { LocalResponseNormAttrs } from '../../../ops/local-response-norm.ts';
import { count } from '../../../ops/shape/tensor.ts';
import type { PoolWindow } from '../../../ops/shape/window.ts';
import {
  averagePoolGradientKernel,
  averagePoolKernel,
  localResponseNormGradientKernel,
  localResponseNormKernel,
  maxPoolGradientKernel,
  maxPoolKernel,
} from '../kernels/pool.ts';
import type { Lowering } from './lowering.ts';

type Four = readonly [number, number, number, number];
const four = (dims: readonly number[]): Four => dims as unknown as Four;

const maxPool: Lowering<PoolWindow> = (e, { attrs, inputs: [x], outputs: [y] }) => {
  const out = e.tensor('f32', y!.dims);
  e.launch(
    maxPoolKernel(e.stored(x!), out.storage, four(x!.dims), four(y!.dims), attrs),
    count(y!.dims) * attrs.kernel[0] * attrs.kernel[1],
  );
  return [out];
};

const maxPoolGradient: Lowering<PoolWindow> = (e, { attrs, inputs: [x, y, dy], outputs: [dx] }) => {
  const out = e.tensor('f32', dx!.dims);
  const [a, b, c] = [e.stored(x!), e.stored(y!), e.stored(dy!)];
  e.launch(maxPoolGradientKernel(a, b, c, out.storage, four(x!.dims), four(y!.dims), attrs), count(x!.dims));
  return [out];
};

const averagePool: Lowering<AveragePoolAttrs> = (e, { attrs, inputs: [x], outputs: [y] }) => {
  const out = e.tensor('f32', y!.dims);
  e.launch(
    averagePoolKernel(e.stored(x!), out.storage, four(x!.dims), four(y!.dims), attrs),
    count(y!.dims) * attrs.kernel[0] * attrs.kernel[1],
  );
  return [out];
};

const averagePoolGradient: Lowering<AveragePoolGradientAttrs> = (e, { attrs, inputs: [dy], outputs: [dx] }) => {
  const out = e.tensor('f32', dx!.dims);
  e.launch(
    averagePoolGradientKernel(e.stored(dy!), out.storage, four(dx!.dims), four(dy!.dims), attrs),
    count(dx!.dims),
  );
  return [out];
};

const localResponseNorm: Lowering<LocalResponseNormAttrs> = (e, { attrs, inputs: [x], outputs: [y] }) => {
  const out = e.tensor('f32', y!.dims);
  e.launch(localResponseNormKernel(e.stored(x!), out.storage, four(x!.dims), attrs), 2 * attrs.size * count(x!.dims));
  return [out];
};

const localResponseNormGradient: Lowering<LocalResponseNormAttrs> = (e, { attrs, inputs: [x, y, dy] }) => {
  const out = e.tensor('f32', x!.dims);
  const [a, b, c] = [e.stored(x!), e.stored(y!), e.stored(dy!)];
  e.launch(
    localResponseNormGradientKernel(a, b, c, out.storage, four(x!.dims), attrs),
    2 * attrs.size ** 2 * count(x!.dims),
  );
  return [out];
};

export const pools = {
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  localResponseNorm,
  localResponseNormGradient,
};
