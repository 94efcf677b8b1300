import type { OpDef } from './op.ts';
import type { TensorType } from './types.ts';

/** One tensor of a graph, assigned once. Ids are dense and rise in creation order. */
export interface Value {
  readonly id: number;
  readonly type: TensorType;
}

/** Which design node, and which part of the step, an op came from: what `profile` maps times back to. */
export interface Origin {
  readonly path: string;
  readonly phase: 'forward' | 'backward' | 'update' | 'metrics';
}

/** One application of an op. The graph's calls stand in an order in which each input is defined before its use. */
export interface Call<A = unknown> {
  readonly op: OpDef<A>;
  readonly attrs: A;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly origin: Origin;
}

/** How a state tensor starts. `fanIn`/`fanOut` count connections (kernel area × channels per group). */
export type Initial =
  | { readonly kind: 'constant'; readonly value: number }
  | {
      /**
       * he: normal, variance 2/fanOut (He et al. 2015, eq. 14, the fan that torchvision's ResNets use); heFanIn:
       * 2/fanIn (eq. 10); xavier: uniform ±√(6/(fanIn+fanOut)) (Glorot 2010, eq. 16); torch: uniform ±1/√fanIn,
       * PyTorch's default of conv and linear, also for biases.
       */
      readonly kind: 'he' | 'heFanIn' | 'xavier' | 'torch';
      readonly fanIn: number;
      readonly fanOut: number;
    }
  /** Weights of a worked example, given element by element. */
  | { readonly kind: 'values'; readonly values: readonly number[] };

export type StateRole = 'weight' | 'statistic' | 'moment';

/** A tensor that lives from step to step: weight, running statistic, optimizer moment. Name: `<node path>.<weight>`. */
export interface State {
  readonly name: string;
  readonly value: Value;
  readonly initial: Initial;
  readonly role: StateRole;
  /** Whether weight decay may touch it (weights of conv and dense; biases and norms only where the settings say so). */
  readonly decays: boolean;
  /** conv weight, bias, gamma … : the last part of the name. */
  readonly weight: string;
}

export interface GraphInput {
  readonly name: string;
  readonly value: Value;
}

/** A head's loss: scalar, mean over the batch; the step minimises Σ weight · value. */
export interface Loss {
  readonly name: string;
  readonly weight: number;
  readonly value: Value;
}

/** A scalar f32 that the step reports. */
export interface Metric {
  readonly name: string;
  readonly value: Value;
}

export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly states: readonly State[];
  readonly calls: readonly Call[];
  /** State's next value, by state name. */
  readonly assigns: ReadonlyMap<string, Value>;
  readonly losses: readonly Loss[];
  readonly metrics: readonly Metric[];
  readonly outputs: readonly GraphInput[];
  /** Output of each design node, by path. */
  readonly nodeValues: ReadonlyMap<string, Value>;
}
