import { Rewriter, replaceCalls } from '../../compile/rewrite.ts';
import type { Pass } from '../../compile/simplify.ts';
import type { Call, Value } from '../../ir/graph.ts';
import type { OpDef } from '../../ir/op.ts';
import { elements } from '../../ir/types.ts';
import { add } from '../../ops/add.ts';
import { type Conv2dAttrs, conv2d } from '../../ops/conv2d.ts';
import { globalAveragePool } from '../../ops/global-average-pool.ts';
import { neg } from '../../ops/neg.ts';
import { reshape } from '../../ops/reshape.ts';
import { slice } from '../../ops/slice.ts';
import { sub } from '../../ops/sub.ts';
import { blockable } from '../lower/layout.ts';

/**
 * The blocked batch norm takes a variance as mean(x²) − mean², and its gradient takes Σ dy·(x − mean) as Σ dy·x −
 * mean·Σ dy: one pass each, of which no digit is right where the mean is many times the deviation σ. But a norm does
 * not see what is added to a channel. So a guess at the channel's mean is subtracted ahead of norm and gradient: the
 * mean of some of its m numbers, in the middle row of the first image. It lies within √m·σ of the mean whatever the
 * numbers are, and mostly within σ.
 *
 * Where x is a convolution's output that nothing else reads, that is the convolution's bias, and costs a few pixels
 * more (a bias of its own falls away). Else, and where the map is small beside the weights, which those pixels read
 * once more, it is a pass over the map.
 */
export const centreNorms = (block: number): Pass => ({
  name: 'centre what batch norms read',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const gradients = new Map(
      graph.calls.flatMap((c) => (c.op.kind === 'batchNormTrainGradient' ? [[c.inputs[3]!.id, c] as const] : [])),
    );
    const replaced = new Map<Call, readonly Call[]>();
    for (const norm of graph.calls) {
      const [x, ...vectors] = norm.inputs;
      if (norm.op.kind !== 'batchNormTrain' || !blockable(x!.type, block)) continue;
      const [y, mean, variance] = norm.outputs as readonly [Value, Value, Value];
      const gradient = gradients.get(mean.id);
      const conv = rewriter.uses(x!) === (gradient ? 2 : 1) ? rewriter.madeBy(x!, 'conv2d') : undefined;
      const byBias = conv && hasFewWeights(conv) ? centredConvolution(conv, rewriter) : null;
      const centring = byBias ?? centredMap(x!, norm, rewriter);
      if (conv && byBias) replaced.set(conv, centring.calls);

      const centred = rewriter.call(norm.op, norm.attrs, [centring.map, ...vectors], norm.origin);
      const centredMean = centred.outputs[1]!;
      const sum = rewriter.call(add, {}, [centredMean, centring.offset], norm.origin);
      replaced.set(norm, [
        ...(byBias ? [] : centring.calls),
        { ...centred, outputs: [y, centredMean, variance] },
        { ...sum, outputs: [mean] },
      ]);
      if (gradient) {
        const [dy, , gamma] = gradient.inputs;
        replaced.set(gradient, [{ ...gradient, inputs: [dy!, centring.map, gamma!, centredMean, variance] }]);
      }
    }
    return replaceCalls(graph, replaced);
  },
});

interface Centring {
  readonly calls: readonly Call[];
  /** x less its offset. */
  readonly map: Value;
  /** [C], what was subtracted. */
  readonly offset: Value;
}

/** Collects calls on behalf of `origin`. */
function collector(rewriter: Rewriter, origin: Call['origin']) {
  const calls: Call[] = [];
  const one = <A>(op: OpDef<A>, attrs: A, ...inputs: readonly Value[]): Value => {
    const call = rewriter.call(op, attrs, inputs, origin);
    calls.push(call);
    return call.outputs[0]!;
  };
  return { calls, one };
}

/** Rows from ≤ i < to of the first image. */
const rowsOfFirst = ({ from, to }: Rows) => ({ axes: [0, 2], starts: [0, from], ends: [1, to], steps: [1, 1] });

function centredMap(x: Value, { origin }: Call, rewriter: Rewriter): Centring {
  const { calls, one } = collector(rewriter, origin);
  const middle = (x.type.dims[2] as number) >> 1;
  const guess = one(globalAveragePool, {}, one(slice, rowsOfFirst({ from: middle, to: middle + 1 }), x));
  return { map: one(sub, {}, x, guess), offset: one(reshape, { dims: [x.type.dims[1]!] }, guess), calls };
}

/** Whether reading the weights once more is faster than a pass over the map, which reads and writes. */
const hasFewWeights = ({ inputs: [, w], outputs: [y] }: Call): boolean => elements(w!.type) < 2 * elements(y!.type);

/** What ONNX Runtime's kernel computes at a time, about as fast as one. */
const PIXELS = 6;

/** By a bias of −mean(W∗x) over some pixels. Null where what their rows see is padding. */
function centredConvolution(conv: Call, rewriter: Rewriter): Centring | null {
  const { calls, one } = collector(rewriter, conv.origin);
  const [x, w, bias] = conv.inputs as readonly [Value, Value, Value?];
  const [y] = conv.outputs as readonly [Value];
  const attrs = conv.attrs as Conv2dAttrs;
  const rows = middleRows(x, w, y, attrs);
  if (rows.from >= rows.to) return null;
  const [, left, , right] = attrs.pads;
  const apart = attrs.stride[1] * Math.ceil((y.type.dims[3] as number) / PIXELS);
  const pixels = one(
    conv2d,
    { ...attrs, stride: [1, apart], pads: [rows.before, left, rows.after, right] },
    one(slice, rowsOfFirst(rows), x),
    w,
  );
  const offset = one(reshape, { dims: [y.type.dims[1]!] }, one(globalAveragePool, {}, pixels));
  const shifted = rewriter.call(conv2d, attrs, [x, w, one(neg, {}, offset)], conv.origin);
  calls.push({ ...shifted, outputs: [y] });
  return { map: y, offset: bias ? one(add, {}, offset, bias) : offset, calls };
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The rows of x that the middle row of y is made from, and so many of zeros before and after them. */
function middleRows(x: Value, w: Value, y: Value, { stride, dilation, pads }: Conv2dAttrs) {
  const [size, kernel, outputs] = [x, w, y].map(({ type }) => type.dims[2] as number) as [number, number, number];
  const first = (outputs >> 1) * stride[0] - pads[0];
  const end = first + dilation[0] * (kernel - 1) + 1;
  const [from, to] = [Math.max(first, 0), Math.min(end, size)];
  return { from, to, before: from - first, after: end - to };
}
