import { type Fix, type Problem, problem } from '../base/diagnostics.ts';
import { conv2d as conv2dOp } from '../ops/conv2d.ts';
import { explicitWeights, wrongWeightCount } from './explicit-weights.ts';
import { acceptedMap, isProblem, mapOf, mapType, needMap } from './feature-map.ts';
import { heByDefault, initialBias, initialWeight } from './initial.ts';
import type { LayerDef, ParamSchema, Params } from './layer.ts';
import { oneInput, only } from './ports.ts';
import { place, placeOrProblem, type Sliding } from './window.ts';

const params = {
  filters: {
    type: 'int',
    title: 'Filters',
    help: 'Output channels: one filter each.',
    default: 32,
    min: 1,
    max: 65536,
  },
  kernel: { type: 'size', title: 'Kernel', help: 'Rows × columns of the window.', default: 3, min: 1, max: 1024 },
  stride: {
    type: 'size',
    title: 'Stride',
    help: 'Step of the window; 2 halves the map.',
    default: 1,
    min: 1,
    max: 1024,
  },
  padding: {
    type: 'padding',
    title: 'Padding',
    help: 'same: output = ⌈input / stride⌉; torch: half of what the dilated kernel spans on all sides, ⌊(dilation · (kernel − 1) + 1) / 2⌋; valid: none; or numbers.',
    default: 'same',
  },
  dilation: {
    type: 'size',
    title: 'Dilation',
    help: 'Distance between the taps: a kernel k spans d·(k − 1) + 1.',
    rare: true,
    default: 1,
    min: 1,
    max: 1024,
  },
  groups: {
    type: 'int',
    title: 'Groups',
    help: 'Independent convolutions side by side; as many as input channels makes it depthwise.',
    default: 1,
    min: 1,
    max: 65536,
  },
  bias: {
    type: 'boolean',
    title: 'Bias',
    help: 'One number added per filter; superfluous before a batch norm.',
    default: true,
  },
  init: heByDefault,
  weights: explicitWeights,
} as const satisfies ParamSchema;

type ConvParams = Params<typeof params>;

const sliding = ({ kernel, stride, padding, dilation }: ConvParams): Sliding => ({
  kernel,
  stride,
  padding,
  dilation,
  ceil: false,
});

/** OIHW. */
function weightDims(
  { filters, kernel, groups }: ConvParams,
  channels: number,
): readonly [number, number, number, number] {
  return [filters, channels / groups, kernel[0], kernel[1]];
}

export const conv2d: LayerDef<typeof params, 'in', 'weight' | 'bias'> = {
  kind: 'conv2d',
  idStem: 'conv',
  title: 'Convolution',
  category: 'convolution',
  help: 'Slides a k × k window over the image and takes, for each of F filters, the sum of products over all C channels: output = ⌊(n + 2p − k) / s⌋ + 1 rows. Costs H · W · F · k · k · C multiplications for k · k · C · F weights. A 1 × 1 kernel mixes channels alone: the bottleneck that makes a k × k behind it cheap.',
  params,
  ports: oneInput,

  weights(site) {
    const { params: p } = site;
    const { channels } = acceptedMap(site);
    const dims = weightDims(p, channels);
    const area = p.kernel[0] * p.kernel[1];
    const fans = { fanIn: (channels / p.groups) * area, fanOut: (p.filters / p.groups) * area };
    const weight = { dims, initial: initialWeight(p.init, fans, p.weights), role: 'weight', decays: true } as const;
    if (!p.bias) return { weight };
    const initial = initialBias(p.init, fans, p.weights);
    return { weight, bias: { dims: [p.filters], initial, role: 'weight', decays: false } };
  },

  shape(site) {
    const { params: p, path } = site;
    const map = needMap(site, 'A convolution');
    if (isProblem(map)) return map;
    if (map.channels % p.groups !== 0 || p.filters % p.groups !== 0) return wrongGroups(path, map.channels, p);
    const placed = placeOrProblem(path, map.size, sliding(p));
    if (isProblem(placed)) return placed;
    return wrongWeightCount(path, weightDims(p, map.channels), p.weights) ?? mapType(p.filters, placed.output);
  },

  assume({ inputs, params: p }) {
    const map = mapOf(only(inputs.in));
    if (!map) return null;
    const [rows, columns] = place(map.size, sliding(p)).output;
    return mapType(
      p.filters,
      rows >= 1 && columns >= 1 ? [rows, columns] : place(map.size, { ...sliding(p), padding: 'same' }).output,
    );
  },

  cost(site, out) {
    const { filters, kernel, groups, bias } = site.params;
    const [rows, columns] = mapOf(out)!.size;
    return {
      multiplies: [
        {
          factors: [
            { name: 'rows', value: rows },
            { name: 'columns', value: columns },
            { name: 'filters', value: filters },
            { name: 'kernelRows', value: kernel[0] },
            { name: 'kernelColumns', value: kernel[1] },
            { name: groups === 1 ? 'channels' : 'channelsPerGroup', value: acceptedMap(site).channels / groups },
          ],
        },
      ],
      biasAdds: bias ? rows * columns * filters : 0,
      normalized: 0,
      keeps: ['input'],
    };
  },

  window(site) {
    const { kernel, stride, dilation } = site.params;
    const [top, left] = place(acceptedMap(site).size, sliding(site.params)).pads;
    return { kernel, stride, dilation, padTopLeft: [top, left] };
  },

  emit({ builder, values, weights }, site) {
    const { stride, dilation, groups, bias } = site.params;
    const { pads } = place(acceptedMap(site).size, sliding(site.params));
    const attrs = { stride, dilation, pads, groups };
    const x = only(values.in);
    return bias
      ? builder.one(conv2dOp, attrs, x, weights.weight, weights.bias)
      : builder.one(conv2dOp, attrs, x, weights.weight);
  },
};

/** Groups that divide one of channels and filters unevenly. */
export function wrongGroups(
  path: string,
  channels: number,
  { filters, groups }: { readonly filters: number; readonly groups: number },
): Problem {
  const divisors = commonDivisors(channels, filters);
  const below = divisors.findLast((d) => d < groups);
  const above = divisors.find((d) => d > groups);
  const nearest = [below, above]
    .filter((d) => d !== undefined)
    .sort((a, b) => Math.abs(a - groups) - Math.abs(b - groups));
  const fixes: Fix[] = nearest.map((value) => ({
    code: 'groups.set',
    values: { groups: value },
    actions: [{ do: 'setParam', node: path, field: 'groups', value }],
  }));
  if (channels % groups === 0) {
    const value = Math.max(groups, Math.round(filters / groups) * groups);
    fixes.push({
      code: 'filters.set',
      values: { filters: value },
      actions: [{ do: 'setParam', node: path, field: 'filters', value }],
    });
  }
  return problem('groups.indivisible', path, { groups, channels, filters }, { field: 'groups', fixes });
}

/** Ascending. */
function commonDivisors(a: number, b: number): readonly number[] {
  const divisors: number[] = [];
  for (let d = 1; d <= Math.min(a, b); d++) if (a % d === 0 && b % d === 0) divisors.push(d);
  return divisors;
}
