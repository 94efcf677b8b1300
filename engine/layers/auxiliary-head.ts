import { f32 } from '../ir/types.ts';
import { keeping } from './cost.ts';
import { featureCount } from './feature-map.ts';
import { emitLoss, headShape } from './head.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {
  weight: {
    type: 'number',
    title: 'Loss weight',
    help: 'Share of this head’s loss in the sum that training minimises; GoogLeNet takes 0.3.',
    default: 0.3,
    min: 0,
    max: 100,
  },
} as const satisfies ParamSchema;

const cost = { ...keeping('input'), view: true } as const;

export const auxiliaryHead: LayerDef<typeof params, 'in', never> = {
  kind: 'auxiliaryHead',
  idStem: 'auxiliary',
  title: 'Auxiliary head',
  category: 'head',
  slim: true,
  help: 'A second softmax loss in the middle of a deep network, added at a weight (0.3 in GoogLeNet, Szegedy et al. 2014), which brings gradients to the layers below. It and what only leads to it vanish at inference.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape: (site) => headShape(site, 'An auxiliary head'),
  assume: ({ inputs }) => f32('N', featureCount(only(inputs.in))),
  cost: () => cost,
  window: () => 'pointwise',
  emit(context, { path, params: { weight } }) {
    const logits = only(context.values.in);
    if (context.mode === 'train') emitLoss(context, path, logits, weight, [['accuracy', 1]]);
    return logits;
  },
};
