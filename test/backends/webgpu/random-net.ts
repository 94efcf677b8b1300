import type { Analysis } from '../../../engine/analyze/analysis.ts';
import { Stream } from '../../../engine/base/random.ts';
import type { RawParams } from '../../../engine/layers/layer.ts';
import { type Drawn, network } from '../../compile/small-nets.ts';

const activations = [
  'relu',
  'leakyRelu',
  'relu6',
  'sigmoid',
  'tanh',
  'silu',
  'gelu',
  'hardSwish',
  'hardSigmoid',
  'elu',
  'selu',
  'prelu',
  'softplus',
  'mish',
  'clip',
] as const;
const optimizers = [
  { kind: 'sgd', nesterov: true },
  { kind: 'sgd', momentum: 0 },
  { kind: 'adam' },
  { kind: 'adamw' },
  { kind: 'rmsprop', momentum: 0.5 },
] as const;

/**
 * A sound network and settings that follow from the seed alone: odd sizes, prime channels, groups, dilation, strides,
 * branches that are joined by concat or addition, pools, norms, dropout, an auxiliary head.
 */
export function randomNet(seed: number): { readonly analysis: Analysis; readonly settings: object } {
  const stream = new Stream(seed);
  const pick = <const T extends readonly unknown[]>(...from: T): T[number] => from[stream.below(from.length)]!;
  const lines: Drawn[] = [];
  const put = (kind: string, params: RawParams = {}, ...inputs: string[]): string => {
    const path = `n${lines.length}`;
    lines.push([path, kind, params, ...inputs]);
    return path;
  };
  let at = put('input', { height: pick(9, 11, 16), width: pick(8, 13), channels: pick(1, 3, 4) });
  let channels = 0;
  const conv = (from: string, filters: number, stride = 1): string => {
    const groups = channels > 0 && channels % 2 === 0 && filters % 2 === 0 ? pick(1, 2) : 1;
    const shape = {
      kernel: pick(1, 3, 3, 5),
      dilation: pick(1, 1, 2),
      padding: stride === 1 ? 'same' : pick('same', 'torch'),
    };
    return put('conv2d', { filters, stride, groups, bias: pick(true, false), ...shape }, from);
  };
  for (let stage = 0; stage < 4; stage++) {
    const filters = pick(3, 4, 6, 7, 8);
    switch (pick('chain', 'residual', 'branches', 'depthwise', 'pool', 'moves')) {
      case 'chain':
        at = put(pick(...activations), {}, put('batchNorm', {}, conv(at, filters)));
        channels = filters;
        break;
      case 'residual': {
        const stride = pick(1, 2);
        const mode = channels > 0 && filters >= channels ? pick('auto', 'projection', 'zeroPad') : 'projection';
        const branch = put('batchNorm', {}, conv(at, filters, stride));
        at = put('relu', {}, put('add', {}, branch, put('shortcut', { mode, filters, stride }, at)));
        channels = filters;
        break;
      }
      case 'branches': {
        const pooled = put(pick('maxPool', 'averagePool'), { kernel: 3, stride: 1, padding: 'same' }, at);
        at = put('concat', {}, conv(at, filters), put(pick(...activations), {}, conv(at, 5)), conv(pooled, 2));
        channels = filters + 7;
        break;
      }
      case 'depthwise':
        if (channels > 0) at = put('conv2d', { filters: channels, groups: channels, stride: pick(1, 2) }, at);
        at = put(pick('localResponseNorm', 'dropout', 'silu', 'scaleShift'), {}, at);
        break;
      case 'moves': {
        const shuffled = put('channelShuffle', { groups: 4 }, conv(at, 8));
        const norm = pick('groupNorm', 'layerNorm');
        const normed = put(norm, norm === 'groupNorm' ? { groups: pick(0, 1, 2) } : {}, shuffled);
        const wide = put('depthToSpace', { order: pick('channelFirst', 'placeFirst') }, normed);
        at = put('spaceToDepth', {}, put('slice', { from: pick(0, 1) }, wide));
        channels = 0;
        break;
      }
      case 'pool':
        if (stage > 0 && stage < 3)
          at = put(pick('maxPool', 'averagePool'), { kernel: pick(2, 3), stride: pick(1, 2), padding: 'same' }, at);
        break;
    }
  }
  const head = (kind: string, from: string): void => {
    const features = put('flatten', {}, pick(true, false) ? put('globalAveragePool', {}, from) : from);
    put(
      kind,
      kind === 'classifier' ? {} : { weight: 0.3 },
      put('dense', { units: 4 }, put('dropout', { rate: 0.2 }, features)),
    );
  };
  if (pick(true, false, false)) head('auxiliaryHead', at);
  head('classifier', put(pick(...activations), {}, at));
  const settings = {
    batch: pick(3, 4),
    optimizer: pick(...optimizers),
    labelSmoothing: pick(0, 0.1),
    ...(pick(true, false) ? { clip: 1 } : {}),
  };
  return { analysis: network(...lines), settings };
}
