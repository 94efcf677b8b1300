import { f32 } from '../ir/types.ts';
import { softmax } from '../ops/softmax.ts';
import { keeping } from './cost.ts';
import { featureCount, featuresOf } from './feature-map.ts';
import { emitLoss, headShape } from './head.ts';
import type { LayerDef } from './layer.ts';
import { oneInput, only } from './ports.ts';

const params = {} as const;

const cost = { ...keeping('input'), view: true } as const;

export const classifier: LayerDef<typeof params, 'in', never> = {
  kind: 'classifier',
  title: 'Softmax classifier',
  category: 'head',
  slim: true,
  help: 'Turns K logits z into probabilities pᵢ = exp(zᵢ) / Σⱼ exp(zⱼ). Training minimises the cross-entropy −log p of the right class, whose derivative by the logits is p − y. Put a dense layer with one unit per class in front.',
  params,
  ports: oneInput,
  weights: () => ({}),
  shape: (site) => headShape(site, 'A classifier'),
  assume: ({ inputs }) => f32('N', featureCount(only(inputs.in))),
  cost: () => cost,
  window: () => 'pointwise',
  emit(context, { path }) {
    const logits = only(context.values.in);
    if (context.mode === 'infer') {
      context.builder.output('logits', logits);
      context.builder.output('probabilities', context.builder.one(softmax, {}, logits));
      return logits;
    }
    const classes = featuresOf(logits.type) ?? 1;
    emitLoss(context, path, logits, 1, [
      ['accuracy', 1],
      ['top5', Math.min(5, classes)],
    ]);
    return logits;
  },
};
