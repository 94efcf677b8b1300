import { type Fix, type Problem, problem } from '../base/diagnostics.ts';
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { conv2d } from '../ops/conv2d.ts';
import { pad } from '../ops/pad.ts';
import { slice } from '../ops/slice.ts';
import { freeOfCost, viewCost } from './cost.ts';
import { acceptedMap, type FeatureMap, featureCount, isProblem, mapOf, mapType, needMap } from './feature-map.ts';
import { heByDefault, initialBias, initialWeight } from './initial.ts';
import type { LayerDef, ParamSchema, Params, Size } from './layer.ts';
import { epsilonParam, momentumParam, type NormWeight, normalize, normWeights } from './normalize.ts';
import { oneInput, only } from './ports.ts';

const params = {
  mode: {
    type: 'choice',
    title: 'Kind',
    help: 'identity: the input as it is; projection: 1 × 1 convolution and batch norm; zeroPad: every stride-th row and column, with channels of zeros on both sides; auto: identity where the shape stays, else projection.',
    default: 'auto',
    options: ['auto', 'identity', 'projection', 'zeroPad'],
  },
  filters: {
    type: 'int',
    title: 'Filters',
    help: 'Output channels; 0 means as many as come in.',
    default: 0,
    min: 0,
    max: 65536,
  },
  stride: {
    type: 'size',
    title: 'Stride',
    help: 'As the block’s: 2 halves rows and columns.',
    default: 1,
    min: 1,
    max: 1024,
  },
  norm: {
    type: 'choice',
    title: 'Normalisation',
    help: 'batch: a batch norm behind the projection; none: a bias in its place, for networks without norm.',
    default: 'batch',
    options: ['batch', 'none'],
  },
  bias: {
    type: 'choice',
    title: 'Bias',
    help: 'Of the projection. auto: a bias exactly where no norm follows; yes: always, as in the ResNets of Keras.',
    default: 'auto',
    options: ['auto', 'yes', 'no'],
  },
  init: heByDefault,
  epsilon: epsilonParam,
  momentum: momentumParam,
} as const satisfies ParamSchema;

type ShortcutParams = Params<typeof params>;
type Mode = Exclude<ShortcutParams['mode'], 'auto'>;

const hasBias = ({ bias, norm }: ShortcutParams): boolean => bias === 'yes' || (bias === 'auto' && norm === 'none');

interface Resolved {
  readonly mode: Mode;
  readonly filters: number;
  /** ⌈n / stride⌉. */
  readonly output: Size;
}

function resolve(map: FeatureMap, { mode, filters: wanted, stride }: ShortcutParams): Resolved {
  const filters = wanted === 0 ? map.channels : wanted;
  const stays = filters === map.channels && stride[0] === 1 && stride[1] === 1;
  return {
    mode: stays && mode !== 'projection' ? 'identity' : mode === 'auto' ? 'projection' : mode,
    filters,
    output: [Math.ceil(map.size[0] / stride[0]), Math.ceil(map.size[1] / stride[1])],
  };
}

export const shortcut: LayerDef<typeof params, 'in', 'weight' | 'bias' | NormWeight> = {
  kind: 'shortcut',
  title: 'Shortcut',
  category: 'combine',
  help: 'The x of y = F(x) + x, brought to the shape of F(x): unchanged where shapes agree, else by a 1 × 1 convolution with batch norm or bias (option B of He et al. 2015, H · W · F · C multiplications) or by zero-padded channels with strided subsampling (option A, no parameters).',
  params,
  ports: oneInput,

  weights(site) {
    const map = acceptedMap(site);
    const { mode, filters } = resolve(map, site.params);
    if (mode !== 'projection') return {};
    const fans = { fanIn: map.channels, fanOut: filters };
    const { norm, init } = site.params;
    return {
      weight: {
        dims: [filters, map.channels, 1, 1],
        initial: initialWeight(init, fans),
        role: 'weight',
        decays: true,
      },
      ...(hasBias(site.params) && {
        bias: { dims: [filters], initial: initialBias(init, fans), role: 'weight', decays: false },
      }),
      ...(norm === 'batch' && normWeights(filters, 1)),
    };
  },

  shape(site) {
    const map = needMap(site, 'A shortcut');
    if (isProblem(map)) return map;
    const { mode, filters, output } = resolve(map, site.params);
    return mismatch(site.path, map, mode, filters, site.params.stride) ?? mapType(filters, output);
  },

  assume({ inputs, params: p }) {
    const map = mapOf(only(inputs.in));
    if (!map) return null;
    const { filters, output } = resolve(map, p);
    return mapType(filters, output);
  },

  cost(site, out) {
    const map = acceptedMap(site);
    const { mode, filters, output } = resolve(map, site.params);
    if (mode === 'identity') return viewCost;
    if (mode === 'zeroPad') return freeOfCost;
    const normalizes = site.params.norm === 'batch';
    return {
      multiplies: [
        {
          label: 'projection',
          factors: [
            { name: 'rows', value: output[0] },
            { name: 'columns', value: output[1] },
            { name: 'filters', value: filters },
            { name: 'channels', value: map.channels },
          ],
        },
      ],
      biasAdds: hasBias(site.params) ? featureCount(out) : 0,
      normalized: normalizes ? featureCount(out) : 0,
      keeps: normalizes ? ['input', 'inner'] : ['input'],
    };
  },

  window: ({ params: { stride } }) => ({ kernel: [1, 1], stride, dilation: [1, 1], padTopLeft: [0, 0] }),

  emit(context, site) {
    const { builder, values, weights } = context;
    const x = only(values.in);
    const { stride, norm, epsilon, momentum } = site.params;
    const map = acceptedMap(site);
    const { mode, filters } = resolve(map, site.params);
    if (mode === 'identity') return x;
    if (mode === 'zeroPad') return zeroPad(builder, x, stride, filters - map.channels);
    const attrs = { stride, dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;
    const bias = hasBias(site.params) ? [weights.bias] : [];
    const projected = builder.one(conv2d, attrs, x, weights.weight, ...bias);
    return norm === 'none' ? projected : normalize(context, projected, { epsilon, momentum, frozen: false });
  },
};

/**
 * Option A: every `stride`-th row and column from the first on, then `added` channels of zeros, half of them (rounded
 * down) before the others and the rest behind, as akamaster/pytorch_resnet_cifar10 does; He et al. 2015 say only that
 * extra zero entries are padded.
 */
function zeroPad(b: Builder, x: Value, stride: Size, added: number): Value {
  const [, , rows, columns] = x.type.dims;
  const strided =
    stride[0] === 1 && stride[1] === 1
      ? x
      : b.one(slice, { axes: [2, 3], starts: [0, 0], ends: [Number(rows), Number(columns)], steps: [...stride] }, x);
  if (added === 0) return strided;
  const before = Math.floor(added / 2);
  return b.one(pad, { before: [0, before, 0, 0], after: [0, added - before, 0, 0], value: 0 }, strided);
}

function mismatch(path: string, map: FeatureMap, mode: Mode, filters: number, stride: Size): Problem | null {
  const fixes: readonly Fix[] = [
    {
      code: 'shortcut.project',
      values: { filters },
      actions: [{ do: 'setParam', node: path, field: 'mode', value: 'projection' }],
    },
  ];
  const values = { channels: map.channels, filters, stride: Math.max(...stride) };
  if (mode === 'identity' && (filters !== map.channels || stride[0] !== 1 || stride[1] !== 1)) {
    return problem('shortcut.notIdentity', path, values, { field: 'mode', fixes });
  }
  if (mode === 'zeroPad' && filters < map.channels) {
    return problem('shortcut.fewerChannels', path, values, { field: 'filters', fixes });
  }
  return null;
}
