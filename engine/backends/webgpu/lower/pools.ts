import type { AveragePoolAttrs } from '../../../ops/average-pool.ts';
import type { AveragePoolGradientAttrs } from '../../../ops/average-pool-gradient.ts';
import type { LocalResponseNormAttrs } from '../../../ops/local-response-norm.ts';
import { count, type Four } from '../../../ops/shape/tensor.ts';
import type { PoolWindow } from '../../../ops/shape/window.ts';
import type { Tensor } from '../expression.ts';
import type { ArgmaxGradientAttrs } from '../fuse/argmax.ts';
import { localResponseNormGradientKernel, localResponseNormKernel } from '../kernels/local-response-norm.ts';
import { averagePoolKernel, maxPoolArgmaxKernel, maxPoolKernel } from '../kernels/pool.ts';
import { averagePoolGradientKernel, maxPoolGradientKernel } from '../kernels/pool-gradient.ts';
import type { Placed } from '../wgsl/channels.ts';
import { argmaxFormat } from '../wgsl/windows.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';
import { resultOf } from './places.ts';

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

/** Of a window's result, one operation for each of its elements. */
const flopsOf = ({ kernel: [rows, columns] }: PoolWindow, y: readonly number[]): number => count(y) * rows * columns;

const maxPool: Lowering<PoolWindow> = (e, { attrs, inputs, outputs: [y] }) => {
  const { places, result } = ends(e, inputs, y!.dims);
  const dims = [four(inputs[0]!.dims), four(y!.dims)] as const;
  e.launch(maxPoolKernel(places[0]!, result, dims, attrs), flopsOf(attrs, y!.dims));
  return [result.tensor];
};

/** The pool to `y`, and which elements are the largest: a tensor in the format of `argmaxFormat`, which backward's kernel alone can read. */
function argmaxOf(e: Emitter, x: Placed, y: Placed, dims: readonly [Four, Four], window: PoolWindow): Tensor {
  const [, [n, c, rows, columns]] = dims;
  const argmax = e.tensor('u32', [n, c, rows, Math.ceil(columns / argmaxFormat(window).perWord)], 'argmax');
  e.launch(maxPoolArgmaxKernel(x, y, argmax.storage, dims, window), flopsOf(window, dims[1]));
  return argmax;
}

const maxPoolArgmax: Lowering<PoolWindow> = (e, { attrs, inputs, outputs: [y] }) => {
  const { places, result } = ends(e, inputs, y!.dims);
  const dims = [four(inputs[0]!.dims), four(y!.dims)] as const;
  return [result.tensor, argmaxOf(e, places[0]!, result, dims, attrs)];
};

const maxPoolArgmaxGradient: Lowering<ArgmaxGradientAttrs> = (e, { attrs, inputs: [argmax, dy], outputs: [dx] }) => {
  const { places, result } = ends(e, [dy!], dx!.dims);
  const dims = [four(dx!.dims), four(dy!.dims)] as const;
  e.launch(maxPoolGradientKernel(e.stored(argmax!), places[0]!, result, dims, attrs), count(dx!.dims));
  return [result.tensor];
};

/** Without the forward pass: that is done once more. */
const maxPoolGradient: Lowering<PoolWindow> = (e, { attrs, inputs: [x, , dy], outputs }) => {
  const y = e.placed(e.tensor('f32', dy!.dims));
  const inputs = [argmaxOf(e, e.placed(x!), y, [four(x!.dims), four(dy!.dims)], attrs), dy!];
  return maxPoolArgmaxGradient(e, { attrs: { ...attrs, inputDims: x!.dims }, inputs, outputs });
};

const averagePool: Lowering<AveragePoolAttrs> = (e, { attrs, inputs, outputs: [y] }) => {
  const { places, result } = ends(e, inputs, y!.dims);
  const dims = [four(inputs[0]!.dims), four(y!.dims)] as const;
  e.launch(averagePoolKernel(places[0]!, result, dims, attrs), flopsOf(attrs, y!.dims));
  return [result.tensor];
};

const averagePoolGradient: Lowering<AveragePoolGradientAttrs> = (e, { attrs, inputs, outputs: [dx] }) => {
  const { places, result } = ends(e, inputs, dx!.dims);
  const dims = [four(dx!.dims), four(inputs[0]!.dims)] as const;
  e.launch(averagePoolGradientKernel(places[0]!, result, dims, attrs), count(dx!.dims));
  return [result.tensor];
};

const localResponseNorm: Lowering<LocalResponseNormAttrs> = (e, { attrs, inputs, outputs: [y] }) => {
  const { places, result } = ends(e, inputs, y!.dims);
  e.launch(localResponseNormKernel(places[0]!, result, four(y!.dims), attrs), 2 * attrs.size * count(y!.dims));
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

/** Of the ops that `engine/backends/webgpu/fuse/argmax.ts` makes. */
export const argmaxPools = { maxPoolArgmax, maxPoolArgmaxGradient };
