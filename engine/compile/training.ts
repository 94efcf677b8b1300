import type { Analysis } from '../analyze/analysis.ts';
import { Builder } from '../ir/builder.ts';
import type { Graph, Loss, Value } from '../ir/graph.ts';
import { add } from '../ops/add.ts';
import { scalar } from '../ops/compose.ts';
import { concat } from '../ops/concat.ts';
import { div } from '../ops/div.ts';
import { minimum } from '../ops/minimum.ts';
import { mul } from '../ops/mul.ts';
import type { TrainingSettings } from '../settings/training.ts';
import { differentiate, scaleAll } from './differentiate.ts';
import { emitNetwork } from './forward.ts';
import { initialOf } from './initial.ts';
import { gradientNorms, residualRatios, stack, updateRatios } from './metrics.ts';
import { residualBlocks } from './residuals.ts';
import { simplify } from './simplify.ts';
import { updateWeights } from './update.ts';

/**
 * The whole training step as one graph, which every backend runs as it is.
 * Inputs: `images` f32[batch,C,H,W], `labels` i64[batch], `learningRate` f32, and where used `step`, `seed` u32.
 * Output: `metrics` f32[slots]. State: weights, running statistics, moments.
 */
export interface TrainingStep {
  readonly graph: Graph;
  readonly batch: number;
  /**
   * Slots of `metrics`: `loss` (what the step minimises), `gradientNorm` (global, before clipping), `loss/<head>`,
   * `accuracy/<head>`, `top5/<head>`, `gradientNorm/<layer>`, `updateRatio/<layer>`, `residualRatio/<add>`. Where
   * `loss` or `gradientNorm` is not finite, a backend keeps the old state.
   */
  readonly metrics: readonly string[];
  /** The same step over another number of images. */
  readonly atBatch: (batch: number) => TrainingStep;
}

/** `analysis` must be free of errors and have a head. */
export function compileTraining(analysis: Analysis, settings: TrainingSettings): TrainingStep {
  const builder = new Builder();
  emitNetwork(builder, analysis, {
    mode: 'train',
    batch: settings.batch,
    labelSmoothing: settings.labelSmoothing,
    initial: initialOf(analysis, settings.init),
  });
  const derivatives = differentiate(builder);
  const raw = new Map(
    builder.states.flatMap((s) => {
      const gradient = s.role === 'weight' ? derivatives.get(s.value.id) : undefined;
      return gradient ? [[s.name, gradient] as const] : [];
    }),
  );
  const slots = new Slots(builder);
  const norms = builder.at({ path: '', phase: 'metrics' }, () => {
    const found = gradientNorms(builder, raw);
    slots.scalar('loss', totalLoss(builder, builder.losses));
    slots.scalar('gradientNorm', found.global);
    for (const m of builder.metrics) slots.scalar(m.name, m.value);
    return found;
  });
  const updated = updateWeights(builder, clipped(builder, raw, norms.global, settings.clip), settings);
  builder.at({ path: '', phase: 'metrics' }, () => {
    const layers = norms.layers.map((state) => state.slice(0, state.lastIndexOf('.')));
    slots.vector(
      layers.map((l) => `gradientNorm/${l}`),
      norms.perLayer,
    );
    slots.vector(
      layers.map((l) => `updateRatio/${l}`),
      updateRatios(builder, norms.layers, updated),
    );
    const blocks = residualBlocks(analysis);
    if (blocks.length)
      slots.vector(
        blocks.map((r) => `residualRatio/${r.add}`),
        residualRatios(builder, blocks),
      );
    builder.output('metrics', slots.join());
  });
  return {
    graph: simplify(builder.build()),
    batch: settings.batch,
    metrics: slots.names,
    atBatch: (batch) => compileTraining(analysis, { ...settings, batch }),
  };
}

/** Collects the parts of the metrics vector in slot order. */
class Slots {
  readonly names: string[] = [];
  readonly #parts: Value[] = [];
  readonly #builder: Builder;
  constructor(builder: Builder) {
    this.#builder = builder;
  }
  scalar(name: string, value: Value): void {
    this.vector([name], stack(this.#builder, [value]));
  }
  vector(names: readonly string[], value: Value): void {
    if (!names.length) return;
    this.names.push(...names);
    this.#parts.push(value);
  }
  join(): Value {
    return this.#parts.length === 1 ? this.#parts[0]! : this.#builder.one(concat, { axis: 0 }, ...this.#parts);
  }
}

/** Σ weight · loss over the heads. */
function totalLoss(b: Builder, losses: readonly Loss[]): Value {
  const weighted = losses.map((l) => (l.weight === 1 ? l.value : b.one(mul, {}, l.value, scalar(b, l.weight))));
  return weighted.reduce((sum, l) => b.one(add, {}, sum, l));
}

/** g · min(1, clip / (‖g‖ + 1e-6)), PyTorch's `clip_grad_norm_`. */
function clipped(
  b: Builder,
  gradients: ReadonlyMap<string, Value>,
  norm: Value,
  clip: number | undefined,
): ReadonlyMap<string, Value> {
  if (clip === undefined) return gradients;
  return b.at({ path: '', phase: 'update' }, () => {
    const factor = b.one(
      minimum,
      {},
      scalar(b, 1),
      b.one(div, {}, scalar(b, clip), b.one(add, {}, norm, scalar(b, 1e-6))),
    );
    return scaleAll(b, gradients, factor);
  });
}
