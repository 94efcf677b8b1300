import type { Builder } from '../ir/builder.ts';
import type { Initial, Value } from '../ir/graph.ts';
import { add } from '../ops/add.ts';
import { alongChannels } from '../ops/compose.ts';
import { constant } from '../ops/constant.ts';
import { mul } from '../ops/mul.ts';
import { freeOfCost, keeping } from './cost.ts';
import { wrongWeightCount } from './explicit-weights.ts';
import type { LayerDef, ListParam, ParamSchema, WeightSpec } from './layer.ts';
import { oneInput, only } from './ports.ts';

const numbers = { type: 'list', default: [] } as const satisfies Partial<ListParam>;

const params = {
  parts: {
    type: 'choice',
    title: 'Parts',
    help: 'What is done: both, the scale alone (as in ConvNeXt), or the shift alone.',
    default: 'both',
    options: ['both', 'scale', 'shift'],
  },
  trained: {
    type: 'boolean',
    title: 'Trained',
    help: 'Whether the numbers are learned; fixed ones are part of the design, as a normalisation of pixels is.',
    default: true,
  },
  scale: {
    ...numbers,
    title: 'Scale',
    help: 'One number, or one a channel; empty stands for 1. Trained ones start with it.',
  },
  shift: {
    ...numbers,
    title: 'Shift',
    help: 'One number, or one a channel; empty stands for 0. Trained ones start with it.',
  },
} as const satisfies ParamSchema;

type Part = 'scale' | 'shift';
const parts: readonly Part[] = ['scale', 'shift'];
const NEUTRAL: Readonly<Record<Part, number>> = { scale: 1, shift: 0 };

const has = (chosen: 'both' | Part, part: Part): boolean => chosen === 'both' || chosen === part;
const initialOf = (part: Part, given: readonly number[]): Initial =>
  given.length > 1 ? { kind: 'values', values: given } : { kind: 'constant', value: given[0] ?? NEUTRAL[part] };

export const scaleShift: LayerDef<typeof params, 'in', Part> = {
  kind: 'scaleShift',
  title: 'Scale and shift',
  category: 'normalization',
  help: 'Per channel y = scale · x + shift: what a batch norm does once its statistics stand still, a layer scale, or the normalisation of pixels inside of the network. 2·C parameters where it is trained.',
  params,
  ports: oneInput,

  weights({ inputs, params: p }) {
    const dims = [Number(only(inputs.in).dims[1])];
    const spec = (part: Part): WeightSpec => ({
      dims,
      initial: initialOf(part, p[part]),
      role: 'weight',
      decays: false,
    });
    return Object.fromEntries(
      p.trained ? parts.filter((part) => has(p.parts, part)).map((part) => [part, spec(part)]) : [],
    );
  },

  shape({ path, inputs, params: p }) {
    const type = only(inputs.in);
    const wrong = parts.map((part) =>
      p[part].length === 1 ? null : wrongWeightCount(path, [Number(type.dims[1])], p[part], part),
    );
    return wrong.find((found) => found !== null) ?? type;
  },

  assume: ({ inputs }) => only(inputs.in),
  cost: ({ params: p }) => (p.trained && has(p.parts, 'scale') ? keeping('input') : freeOfCost),
  window: () => 'pointwise',

  emit({ builder: b, values, weights }, { params: p }) {
    const x = only(values.in);
    const rank = x.type.dims.length;
    const operand = (part: Part): Value | null => {
      if (!has(p.parts, part)) return null;
      return alongChannels(b, p.trained ? weights[part] : fixed(b, p[part], NEUTRAL[part]), rank);
    };
    const [scale, shift] = [operand('scale'), operand('shift')];
    const scaled = scale ? b.one(mul, {}, x, scale) : x;
    return shift ? b.one(add, {}, scaled, shift) : scaled;
  },
};

function fixed(b: Builder, given: readonly number[], neutral: number): Value {
  const data = given.length > 0 ? given : [neutral];
  return b.one(constant, { dtype: 'f32', dims: [data.length], data });
}
