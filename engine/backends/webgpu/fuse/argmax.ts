import { Rewriter, replaceCalls } from '../../../compile/rewrite.ts';
import type { Pass } from '../../../compile/simplify.ts';
import type { Call, Value } from '../../../ir/graph.ts';
import type { OpDef, Tensor64 } from '../../../ir/op.ts';
import { maxPool } from '../../../ops/max-pool.ts';
import { type PoolWindow, windowsOf } from '../../../ops/shape/window.ts';
import { concrete } from '../expression.ts';

export interface ArgmaxGradientAttrs extends PoolWindow {
  /** [N, C, H, W] of the pool's input. */
  readonly inputDims: readonly number[];
}

/** Where each window of all planes has its elements, row by row: numbers in the input; null for those that are not there. */
function elementsOf([n, c, h, w]: readonly number[], a: PoolWindow): readonly (readonly (number | null)[])[] {
  const [rows, columns] = a.kernel;
  const [, , , across] = maxPool.infer(a, [{ dtype: 'f32', dims: [n!, c!, h!, w!] }])[0]!.dims as readonly number[];
  const windows = windowsOf(h!, w!, a);
  return Array.from({ length: n! * c! * windows.length }, (_, at) => {
    const [plane, window] = [Math.floor(at / windows.length), at % windows.length];
    const { top, bottom, left, right } = windows[window]!;
    const startY = Math.floor(window / across!) * a.stride[0] - a.pads[0];
    const startX = (window % across!) * a.stride[1] - a.pads[1];
    return Array.from({ length: rows * columns }, (_, tap) => {
      const [y, x] = [startY + Math.floor(tap / columns), startX + (tap % columns)];
      return y >= top && y < bottom && x >= left && x < right ? (plane * h! + y) * w! + x : null;
    });
  });
}

/** x → the largest element of each window, f32, and which of the window's it is, row by row, u32; of equal ones the first. */
const maxPoolArgmax: OpDef<PoolWindow> = {
  kind: 'maxPoolArgmax',
  infer(attrs, inputs) {
    const [y] = maxPool.infer(attrs, inputs);
    return [y!, { dtype: 'u32', dims: y!.dims }];
  },
  reference(attrs, inputs: readonly [Tensor64]) {
    const [x] = inputs;
    const [y] = maxPool.reference(attrs, inputs);
    const taps = elementsOf(x.dims, attrs).map((elements, i) =>
      elements.findIndex((at) => at !== null && x.data[at] === y!.data[i]),
    );
    return [y!, { dims: y!.dims, data: Float64Array.from(taps) }];
  },
  gradient: 'none',
};

/** (argmax, dy) → dx: each window gives its dy to its largest element. */
const maxPoolArgmaxGradient: OpDef<ArgmaxGradientAttrs> = {
  kind: 'maxPoolArgmaxGradient',
  infer: ({ inputDims }) => [{ dtype: 'f32', dims: inputDims }],
  reference({ inputDims, ...window }, [argmax, dy]: readonly [Tensor64, Tensor64]) {
    const data = new Float64Array(inputDims.reduce((a, b) => a * b));
    for (const [i, elements] of elementsOf(inputDims, window).entries())
      data[elements[argmax.data[i]!]!]! += dy.data[i]!;
    return [{ dims: inputDims, data }];
  },
  gradient: 'none',
};

/** A max pool that is trained through leaves which elements were its largest: a byte an output, with which backward reads neither its input nor its output again. */
export const keepArgmax: Pass = {
  name: 'the largest elements of max pools are remembered',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const replaced = new Map<Call, readonly Call[]>();
    for (const call of graph.calls) {
      if (call.op.kind !== 'maxPoolGradient') continue;
      const [x, y, dy] = call.inputs as readonly [Value, Value, Value];
      const pool = rewriter.madeBy(y, 'maxPool');
      if (pool?.inputs[0] !== x || replaced.has(pool)) continue;
      const window = call.attrs as PoolWindow;
      const { outputs, ...forward } = rewriter.call(maxPoolArgmax, window, [x], pool.origin);
      const argmax = outputs[1]!;
      const attrs = { ...window, inputDims: concrete(x.type.dims) };
      const backward = rewriter.call(maxPoolArgmaxGradient, attrs, [argmax, dy], call.origin);
      replaced.set(pool, [{ ...forward, outputs: [y, argmax] }]);
      replaced.set(call, [{ ...backward, outputs: call.outputs }]);
    }
    return replaceCalls(graph, replaced);
  },
};
