import { type Problem, problem } from '../base/diagnostics.ts';
import { add } from '../ops/add.ts';
import { alongChannels } from '../ops/compose.ts';
import { conv2dInputGradient } from '../ops/conv2d-input-gradient.ts';
import { wrongGroups } from './conv2d.ts';
import { explicitWeights, wrongWeightCount } from './explicit-weights.ts';
import { acceptedMap, isProblem, mapOf, mapType, needMap } from './feature-map.ts';
import { heByDefault, initialBias, initialWeight } from './initial.ts';
import type { LayerDef, ParamSchema, Params, Size } from './layer.ts';
import { type Pads, resolvePads, span } from './padding.ts';
import { oneInput, only } from './ports.ts';

const params = {
  filters: { type: 'int', title: 'Filters', help: 'Output channels.', default: 32, min: 1, max: 65536 },
  kernel: {
    type: 'size',
    title: 'Kernel',
    help: 'Rows × columns that each input number is spread over.',
    default: 2,
    min: 1,
    max: 1024,
  },
  stride: {
    type: 'size',
    title: 'Stride',
    help: 'Step of the outputs from input to input; 2 doubles the map.',
    default: 2,
    min: 1,
    max: 1024,
  },
  padding: {
    type: 'padding',
    title: 'Padding',
    help: 'Rows and columns that are cut off. same: output = input · stride; torch: half of what the dilated kernel spans on all sides; valid: none; or numbers.',
    default: 'same',
  },
  outputPadding: {
    type: 'size',
    title: 'Output padding',
    help: 'Rows and columns more at the bottom and right, fewer than the stride: 1 where a convolution at stride 2 halved an even map.',
    rare: true,
    default: 0,
    min: 0,
    max: 1023,
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
    help: 'Independent ones side by side; as many as input channels makes it depthwise.',
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
  weights: {
    ...explicitWeights,
    help: 'The weights to start with, one number each in the order input channel, filter, row, column; empty leaves it to the initialiser.',
  },
} as const satisfies ParamSchema;

type TransposedParams = Params<typeof params>;

interface Placed {
  readonly pads: Pads;
  readonly output: Size;
}

/**
 * (n − 1) · stride + span − pads + more rows. `same` makes n · stride of them: where the kernel spans less than the
 * stride, by more rows at the end.
 */
function place(input: Size, { kernel, stride, dilation, padding, outputPadding }: TransposedParams): Placed {
  const reach = (axis: 0 | 1): number => span(kernel[axis], dilation[axis]);
  if (padding === 'same') {
    const cut = (axis: 0 | 1): number => Math.max(reach(axis) - stride[axis], 0);
    const [rows, columns] = [cut(0), cut(1)];
    return {
      pads: [rows >> 1, columns >> 1, rows - (rows >> 1), columns - (columns >> 1)],
      output: [input[0] * stride[0], input[1] * stride[1]],
    };
  }
  const pads = resolvePads(padding, input, kernel, stride, dilation);
  const along = (axis: 0 | 1): number =>
    (input[axis] - 1) * stride[axis] + reach(axis) - pads[axis] - pads[axis + 2]! + outputPadding[axis];
  return { pads, output: [along(0), along(1)] };
}

/** [in, out / groups, kh, kw], as PyTorch and ONNX have it. */
const weightDims = ({ filters, kernel, groups }: TransposedParams, channels: number) =>
  [channels, filters / groups, kernel[0], kernel[1]] as const;

export const convTranspose2d: LayerDef<typeof params, 'in', 'weight' | 'bias'> = {
  kind: 'convTranspose2d',
  idStem: 'up',
  title: 'Transposed convolution',
  category: 'convolution',
  help: 'A convolution backwards: each input number, times the kernel, is added to a k × k patch of the output, patch after patch a stride apart: (n − 1)·s + k − 2p rows. It learns how to enlarge a map (decoders, U-Net). Costs H · W · C · F · k · k multiplications, H × W being the input’s.',
  params,
  ports: oneInput,

  weights({ params: p, inputs }) {
    const channels = mapOf(only(inputs.in))!.channels;
    const dims = weightDims(p, channels);
    const area = p.kernel[0] * p.kernel[1];
    // PyTorch takes its fans from the weight's dims, whichever way the numbers flow.
    const fans = { fanIn: (p.filters / p.groups) * area, fanOut: (channels / p.groups) * area };
    const weight = { dims, initial: initialWeight(p.init, fans, p.weights), role: 'weight', decays: true } as const;
    if (!p.bias) return { weight };
    const initial = initialBias(p.init, fans, p.weights);
    return { weight, bias: { dims: [p.filters], initial, role: 'weight', decays: false } };
  },

  shape(site) {
    const { params: p, path } = site;
    const map = needMap(site, 'A transposed convolution');
    if (isProblem(map)) return map;
    if (map.channels % p.groups !== 0 || p.filters % p.groups !== 0) return wrongGroups(path, map.channels, p);
    const wrong = wrongSize(path, map.size, p);
    if (wrong) return wrong;
    const counted = wrongWeightCount(path, weightDims(p, map.channels), p.weights);
    return counted ?? mapType(p.filters, place(map.size, p).output);
  },

  assume({ inputs, params: p }) {
    const map = mapOf(only(inputs.in));
    return map && mapType(p.filters, place(map.size, { ...p, padding: 'same' }).output);
  },

  cost(site, out) {
    const { filters, kernel, groups, bias } = site.params;
    const { channels, size } = acceptedMap(site);
    const [rows, columns] = mapOf(out)!.size;
    return {
      multiplies: [
        {
          factors: [
            { name: 'rows', value: size[0] },
            { name: 'columns', value: size[1] },
            { name: 'channels', value: channels },
            { name: 'kernelRows', value: kernel[0] },
            { name: 'kernelColumns', value: kernel[1] },
            { name: groups === 1 ? 'filters' : 'filtersPerGroup', value: filters / groups },
          ],
        },
      ],
      biasAdds: bias ? rows * columns * filters : 0,
      normalized: 0,
      keeps: ['input'],
    };
  },

  /** Output o reads inputs ⌈(o + p − span + 1) / s⌉ … ⌊(o + p) / s⌋. */
  window(site) {
    const { kernel, stride, dilation } = site.params;
    const { pads } = place(acceptedMap(site).size, site.params);
    const along = (axis: 0 | 1) => {
      const [reach, s] = [span(kernel[axis], dilation[axis]), stride[axis]];
      return { seen: Math.ceil(reach / s), ahead: (reach - 1 - pads[axis]) / s };
    };
    const [rows, columns] = [along(0), along(1)];
    return {
      kernel: [rows.seen, columns.seen],
      stride: [1 / stride[0], 1 / stride[1]],
      dilation: [1, 1],
      padTopLeft: [rows.ahead, columns.ahead],
      ownSize: true,
    };
  },

  emit({ builder, values, weights }, site) {
    const { stride, dilation, groups, bias } = site.params;
    const x = only(values.in);
    const { pads, output } = place(acceptedMap(site).size, site.params);
    const inputDims = [x.type.dims[0]!, site.params.filters, ...output];
    const spread = builder.one(conv2dInputGradient, { stride, dilation, pads, groups, inputDims }, x, weights.weight);
    return bias ? builder.one(add, {}, spread, alongChannels(builder, weights.bias, 4)) : spread;
  },
};

/** Nothing left of the map, or more rows at its end than the stride leaves room for. */
function wrongSize(path: string, input: Size, p: TransposedParams): Problem | null {
  const [rows, columns] = place(input, p).output;
  const same = { do: 'setParam', node: path, field: 'padding', value: 'same' } as const;
  if (rows < 1 || columns < 1)
    return problem(
      'transposed.nothingLeft',
      path,
      { rows, columns },
      {
        field: 'padding',
        fixes: [{ code: 'padding.same', values: {}, actions: [same] }],
      },
    );
  const [down, along] = p.outputPadding;
  if (p.padding === 'same' || (down < p.stride[0] && along < p.stride[1])) return null;
  const values = { more: Math.max(down, along), stride: p.stride.join(' × ') };
  return problem('transposed.outputPadding', path, values, {
    field: 'outputPadding',
    fixes: [
      {
        code: 'outputPadding.none',
        values: {},
        actions: [{ do: 'setParam', node: path, field: 'outputPadding', value: 0 }],
      },
    ],
  });
}
