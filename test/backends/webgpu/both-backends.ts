import type { Analysis } from '../../../engine/analyze/analysis.ts';
import type { Backend, StateData, StepInputs } from '../../../engine/backends/backend.ts';
import { ortBackend } from '../../../engine/backends/ort/index.ts';
import { webgpuBackend } from '../../../engine/backends/webgpu/index.ts';
import { Stream } from '../../../engine/base/random.ts';
import { compileTraining, type TrainingStep } from '../../../engine/compile/training.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { feedsOf } from '../../compile/feeds.ts';

const LEARNING_RATE = 1e-3;

export interface Trained {
  /** The metrics of each step. */
  readonly metrics: readonly Float32Array[];
  readonly losses: readonly number[];
  readonly state: StateData;
}

/** A step with random images and labels, on its own device each time. */
export class Comparison {
  readonly step: TrainingStep;
  readonly inputs: StepInputs;

  constructor(analysis: Analysis, settings: object) {
    this.step = compileTraining(analysis, trainingSettings.parse({ learningRate: LEARNING_RATE, ...settings }));
    const feeds = feedsOf(this.step.graph);
    this.inputs = {
      images: Float32Array.from(feeds.get('images')!.data),
      labels: BigInt64Array.from(feeds.get('labels')!.data, (x) => BigInt(x)),
      learningRate: LEARNING_RATE,
      step: 0,
      seed: 1,
    };
  }

  async train(backend: Backend, steps: number): Promise<Trained> {
    const state = initialState(this.step.graph, 1);
    const executable = await backend.compileTraining(this.step, { autotune: false, state });
    try {
      const metrics: Float32Array[] = [];
      for (let step = 0; step < steps; step++) metrics.push((await executable.run({ ...this.inputs, step })).metrics);
      const loss = this.step.metrics.indexOf('loss');
      return { metrics, losses: metrics.map((m) => m[loss]!), state: await executable.readState() };
    } finally {
      await executable.dispose();
    }
  }

  /** Losses of the same steps in float64, from weights that are off by `noise` times a normal number each. */
  exactLosses(steps: number, noise = 0): readonly number[] {
    const { graph, metrics } = this.step;
    const feeds = feedsOf(graph);
    const stream = new Stream(1);
    for (const { name } of graph.states) {
      const { dims, data } = feeds.get(name)!;
      feeds.set(name, { dims, data: data.map((x) => x * (1 + noise * stream.normal())) });
    }
    feeds.set('learningRate', { dims: [], data: Float64Array.of(LEARNING_RATE) });
    const result = graph.outputs[0]!.value;
    return Array.from({ length: steps }, (_, step) => {
      feeds.set('step', { dims: [], data: Float64Array.of(step) });
      const values = interpret(graph, feeds, [...graph.assigns.values(), result]);
      for (const [name, { id }] of graph.assigns) feeds.set(name, values.get(id)!);
      return values.get(result.id)!.data[metrics.indexOf('loss')]!;
    });
  }

  /** The same steps by ONNX Runtime and on the GPU. */
  async both(steps: number): Promise<readonly [ort: Trained, gpu: Trained]> {
    return [await this.train(ortBackend, steps), await this.train(webgpuBackend(), steps)];
  }
}

/** |found − wanted| / |wanted| where it is largest. */
export function furthest(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return Math.max(...Array.from(wanted, (w, i) => Math.abs(found[i]! - w) / Math.max(Math.abs(w), 1e-3)));
}
