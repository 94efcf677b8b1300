import { type Problem, problem } from '../base/diagnostics.ts';
import type { TensorType } from '../ir/types.ts';
import { slice as sliceOp } from '../ops/slice.ts';
import { freeOfCost } from './cost.ts';
import type { LayerDef, ParamSchema, Params } from './layer.ts';
import { oneInput, only } from './ports.ts';
import { shapeText } from './shape-text.ts';
import { setFix } from './value-fixes.ts';

const params = {
  axis: {
    type: 'choice',
    title: 'Axis',
    help: 'What is cut: channels, rows or columns.',
    default: 'channels',
    options: ['channels', 'rows', 'columns'],
  },
  from: { type: 'int', title: 'From', help: 'The first that stays, counted from 0.', default: 0, min: 0, max: 65535 },
  to: {
    type: 'int',
    title: 'To',
    help: 'The first behind the last that stays; 0 goes to the end.',
    default: 0,
    min: 0,
    max: 65536,
  },
  step: { type: 'int', title: 'Step', help: '2 takes every second, and so on.', default: 1, min: 1, max: 1024 },
} as const satisfies ParamSchema;

const axes = { channels: 1, rows: 2, columns: 3 } as const;

/** The part that stays, of `size` channels, rows or columns. */
const endOf = ({ to }: Params<typeof params>, size: number): number => (to === 0 ? size : to);

export const slice: LayerDef<typeof params, 'in', never> = {
  kind: 'slice',
  title: 'Slice',
  category: 'shape',
  help: 'A part of the channels, rows or columns: half of the channels in ShuffleNetV2’s units, a crop, or every second row.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape: ({ path, inputs, params: p }) => cut(path, only(inputs.in), p),
  assume: ({ inputs }) => only(inputs.in),
  cost: () => freeOfCost,

  window({ params: { axis, step } }) {
    if (axis === 'channels') return 'pointwise';
    const stride = axis === 'rows' ? ([step, 1] as const) : ([1, step] as const);
    return { kernel: [1, 1], stride, dilation: [1, 1], padTopLeft: [0, 0] };
  },

  emit({ builder, values }, { params: p }) {
    const x = only(values.in);
    const axis = axes[p.axis];
    const end = endOf(p, Number(x.type.dims[axis]));
    return builder.one(sliceOp, { axes: [axis], starts: [p.from], ends: [end], steps: [p.step] }, x);
  },
};

function cut(path: string, type: TensorType, p: Params<typeof params>): TensorType | Problem {
  const axis = axes[p.axis];
  const size = type.dims[axis];
  if (typeof size !== 'number')
    return problem('slice.noAxis', path, { axis: p.axis, shape: shapeText(type) }, { field: 'axis' });
  const end = endOf(p, size);
  const values = { from: p.from, to: end, size, axis: p.axis };
  if (end > size)
    return problem('slice.beyond', path, values, {
      field: 'to',
      fixes: [setFix('to', 0, { do: 'setParam', node: path, field: 'to', value: 0 })],
    });
  if (p.from >= end) return problem('slice.empty', path, values, { field: 'from' });
  return { ...type, dims: type.dims.with(axis, Math.ceil((end - p.from) / p.step)) };
}
