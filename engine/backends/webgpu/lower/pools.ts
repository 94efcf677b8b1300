import type { AveragePoolAttrs } from '../../../ops/average-pool.ts';
import type { AveragePoolGradientAttrs } from '../../../ops/average-pool-gradient.ts';
import type { LocalResponseNormAttrs } from '../../../ops/local-response-norm.ts';
import { count } from '../../../ops/shape/tensor.ts';
import type { PoolWindow } from '../../../ops/shape/window.ts';
import type { Tensor } from '../expression.ts';
import {
  averagePoolGradientKernel,
  averagePoolKernel,
  localResponseNormGradientKernel,
  localResponseNormKernel,
  maxPoolGradientKernel,
  maxPoolKernel,
} from '../kernels/pool.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';
import { resultOf } from './places.ts';

type Four = readonly [number, number, number, number];
const four = (dims: readonly number[]): Four => dims as unknown as Four;

/** Where inputs lie, and where the kernel leaves its result. */
function ends(e: Emitter, inputs: readonly Tensor[], dims: readonly number[]) {
  const places = inputs.map((x) => e.placed(x));
  const result = resultOf(
    e,
    dims,
    places.map((p) => p.storage),
  );
  return { places, result };
}

const maxPool: Lowering<PoolWindow> = (e, { attrs, inputs, outputs: [y] }) => {
  const {
    places: [x],
    result,
  } = ends(e, inputs, y!.dims);
  e.launch(
    maxPoolKernel(x!, result, four(inputs[0]!.dims), four(y!.dims), attrs),
    count(y!.dims) * attrs.kernel[0] * attrs.kernel[1],
  );
  return [result.tensor];
};

const maxPoolGradient: Lowering<PoolWindow> = (e, { attrs, inputs, outputs: [dx] }) => {
  const {
    places: [x, y, dy],
    result,
  } = ends(e, inputs, dx!.dims);
  e.launch(maxPoolGradientKernel(x!, y!, dy!, result, four(dx!.dims), four(inputs[1]!.dims), attrs), count(dx!.dims));
  return [result.tensor];
};

const averagePool: Lowering<AveragePoolAttrs> = (e, { attrs, inputs, outputs: [y] }) => {
  const {
    places: [x],
    result,
  } = ends(e, inputs, y!.dims);
  e.launch(
    averagePoolKernel(x!, result, four(inputs[0]!.dims), four(y!.dims), attrs),
    count(y!.dims) * attrs.kernel[0] * attrs.kernel[1],
  );
  return [result.tensor];
};

const averagePoolGradient: Lowering<AveragePoolGradientAttrs> = (e, { attrs, inputs, outputs: [dx] }) => {
  const {
    places: [dy],
    result,
  } = ends(e, inputs, dx!.dims);
  e.launch(averagePoolGradientKernel(dy!, result, four(dx!.dims), four(inputs[0]!.dims), attrs), count(dx!.dims));
  return [result.tensor];
};

const localResponseNorm: Lowering<LocalResponseNormAttrs> = (e, { attrs, inputs, outputs: [y] }) => {
  const {
    places: [x],
    result,
  } = ends(e, inputs, y!.dims);
  e.launch(localResponseNormKernel(x!, result, four(y!.dims), attrs), 2 * attrs.size * count(y!.dims));
  return [result.tensor];
};

const localResponseNormGradient: Lowering<LocalResponseNormAttrs> = (e, { attrs, inputs, outputs: [dx] }) => {
  const {
    places: [x, y, dy],
    result,
  } = ends(e, inputs, dx!.dims);
  e.launch(
    localResponseNormGradientKernel(x!, y!, dy!, result, four(dx!.dims), attrs),
    2 * attrs.size ** 2 * count(dx!.dims),
  );
  return [result.tensor];
};

export const pools = {
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  localResponseNorm,
  localResponseNormGradient,
};
