import type { Call } from '../../../ir/graph.ts';
import type { Dim } from '../../../ir/types.ts';
import type { AttrsOf, ElementwiseKind, OpKind } from '../../../ops/index.ts';
import { count } from '../../../ops/shape/tensor.ts';

/** Images `start` … `end` − 1 of the batch. */
export interface Images {
  readonly start: number;
  readonly end: number;
}

/** `inputs` are those that are cut: by default all that have the images along their first axis. */
export interface ByParts<A> {
  readonly by: 'images' | 'sum';
  readonly inputs?: readonly number[];
  /** Attributes of a part. */
  readonly attrs?: (attrs: A, part: Images) => A;
}

/**
 * How a call over a batch becomes calls over some of its images each.
 * `images`: each image's results come from that image alone; the outputs of the parts lie one beside the other. `sum`: the results are sums over all
 * images; those of the parts are added. `statistics`: batch norm, written as sums and a map. `whole`: not by parts.
 */
export type Rule<A> = ByParts<A> | { readonly by: 'statistics' } | { readonly by: 'whole' };

const alike = { by: 'images' } as const;
const first = { by: 'images', inputs: [0] } as const;
const summed = { by: 'sum' } as const;
const whole = { by: 'whole' } as const;

const cut = <D extends Dim>([, ...rest]: readonly D[], { start, end }: Images): readonly (D | number)[] => [
  end - start,
  ...rest,
];
const cutDims = <A extends { readonly dims: readonly Dim[] }>(attrs: A, part: Images): A => ({
  ...attrs,
  dims: cut(attrs.dims, part),
});
const cutInput = <A extends { readonly inputDims: readonly Dim[] }>(attrs: A, part: Images): A => ({
  ...attrs,
  inputDims: cut(attrs.inputDims, part),
});
const keepsImages = ({ axes }: { readonly axes: readonly number[] }): boolean => !axes.includes(0);

/** Of ops that are not computed element by element: those are cut as they are. */
const rules = {
  constant: whole,
  fill: { by: 'images', attrs: cutDims },
  reshape: { by: 'images', attrs: cutDims },
  transpose: ({ perm }) => (perm[0] === 0 ? alike : whole),
  concat: ({ axis }) => (axis === 0 ? whole : alike),
  slice: (attrs) => (keepsImages(attrs) ? alike : whole),
  pad: ({ before, after }) => (before[0] === 0 && after[0] === 0 ? alike : whole),
  expand: { by: 'images', attrs: cutDims },
  reduceSum: (attrs) => (keepsImages(attrs) ? alike : summed),
  reduceMean: (attrs) => (keepsImages(attrs) ? alike : whole),
  sumOfSquares: summed,
  /** Rows of A are images, or it is the gradient of a weight: Σ over images. */
  matmul: ({ transposeA, transposeB }) => (transposeA ? (transposeB ? whole : summed) : first),
  conv2d: first,
  conv2dInputGradient: { by: 'images', inputs: [0], attrs: cutInput },
  conv2dWeightGradient: summed,
  maxPool: alike,
  maxPoolGradient: alike,
  averagePool: alike,
  averagePoolGradient: { by: 'images', attrs: cutInput },
  globalAveragePool: alike,
  batchNormTrain: { by: 'statistics' },
  batchNormTrainGradient: { by: 'statistics' },
  batchNormInfer: first,
  localResponseNorm: alike,
  localResponseNormGradient: alike,
  dropoutMask: {
    by: 'images',
    attrs: (attrs, part) => ({
      ...cutDims(attrs, part),
      first: (attrs.first ?? 0) + part.start * count(attrs.dims.slice(1)),
    }),
  },
  softmax: alike,
  logSoftmax: alike,
  softmaxCrossEntropy: whole,
  softmaxCrossEntropyGradient: whole,
  topKCorrect: whole,
  sgdStep: whole,
  adamStep: whole,
  rmspropStep: whole,
} as const satisfies {
  readonly [K in Exclude<OpKind, ElementwiseKind>]: Rule<AttrsOf<K>> | ((attrs: AttrsOf<K>) => Rule<AttrsOf<K>>);
};

type OwnRule = Rule<unknown> | ((attrs: unknown) => Rule<unknown>);

export function ruleOf({ op, attrs }: Call): Rule<unknown> {
  if (op.elementwise) return alike;
  const rule = (rules as Readonly<Record<string, unknown>>)[op.kind] as OwnRule;
  return typeof rule === 'function' ? rule(attrs) : rule;
}
