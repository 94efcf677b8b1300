import { Builder } from '../../engine/ir/builder.ts';
import { f32, i64 } from '../../engine/ir/types.ts';
import { relu } from '../../engine/ops/activations.ts';
import { scalar } from '../../engine/ops/compose.ts';
import { conv2d } from '../../engine/ops/conv2d.ts';
import { globalAveragePool } from '../../engine/ops/global-average-pool.ts';
import { reshape } from '../../engine/ops/reshape.ts';
import { sgdStep } from '../../engine/ops/sgd-step.ts';
import { softmaxCrossEntropy } from '../../engine/ops/softmax-cross-entropy.ts';
import { sumOfSquares } from '../../engine/ops/sum-of-squares.ts';

/**
 * A graph with some of everything: inputs, states, calls of several nodes and phases, assigns, a loss, a metric, an
 * output.
 */
export function smallGraph() {
  const b = new Builder();
  const images = b.input('images', f32(2, 3, 5, 5));
  const labels = b.input('labels', i64(2));
  const fan = { fanIn: 27, fanOut: 36 };
  const weight = b.state('conv.weight', f32(4, 3, 3, 3), {
    initial: { kind: 'he', ...fan },
    role: 'weight',
    decays: true,
  });
  const bias = b.state('conv.bias', f32(4), { initial: { kind: 'constant', value: 0 }, role: 'weight', decays: false });
  const features = b.at({ path: 'conv', phase: 'forward' }, () => {
    const window = { stride: [2, 2], dilation: [1, 1], pads: [1, 1, 1, 1], groups: 1 } as const;
    return b.one(relu, {}, b.one(conv2d, window, images, weight, bias));
  });
  const logits = b.at({ path: 'pool', phase: 'forward' }, () =>
    b.one(reshape, { dims: [2, 4] }, b.one(globalAveragePool, {}, features)),
  );
  const loss = b.at({ path: 'head', phase: 'forward' }, () =>
    b.one(softmaxCrossEntropy, { smoothing: 0.1 }, logits, labels),
  );
  const norm = b.at({ path: '', phase: 'metrics' }, () => b.one(sumOfSquares, {}, weight));
  b.at({ path: 'conv', phase: 'update' }, () => {
    const [next] = b.apply(sgdStep, { momentum: 0, nesterov: false, weightDecay: 0 }, [bias, bias, scalar(b, 0.1)]);
    b.assign('conv.bias', next!);
  });
  b.loss('head', 1, loss);
  b.metric('norm', norm);
  b.output('logits', logits);
  b.nodeValues.set('conv', features);
  return b.build();
}
