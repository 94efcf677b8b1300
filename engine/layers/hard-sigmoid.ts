import { hardSigmoid as hardSigmoidOp } from '../ops/activations.ts';
import { activation } from './activation.ts';
import type { ParamSchema } from './layer.ts';

const params = {
  slope: {
    type: 'number',
    title: 'Slope',
    help: 'Of the straight line between 0 and 1: 1/6 in PyTorch and MobileNetV3, 0.2 in ONNX by default.',
    default: 1 / 6,
    min: 0.001,
    max: 1000,
  },
} as const satisfies ParamSchema;

export const hardSigmoid = activation({
  kind: 'hardSigmoid',
  title: 'Hard sigmoid',
  help: 'min(max(slope · x + 1/2, 0), 1): a sigmoid made of straight lines, cheap to compute. Squeeze-and-excitation gates of MobileNetV3 end in it.',
  params,
  keeps: 'input',
  op: hardSigmoidOp,
  attrs: ({ slope }) => ({ slope }),
});
