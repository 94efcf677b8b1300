import type { TrainingStep } from '../compile/training.ts';
import type { Graph } from '../ir/graph.ts';

/** f32 data by state name; bytes are what a checkpoint stores. */
export type StateData = ReadonlyMap<string, Float32Array>;

export interface StepInputs {
  /** [batch, C, H, W] row-major. */
  readonly images: Float32Array;
  /** Class indices, one an image. */
  readonly labels: BigInt64Array;
  readonly learningRate: number;
  /** Counts from 0; Adam's bias correction uses step + 1. */
  readonly step: number;
  readonly seed: number;
}

export interface StepResult {
  /** By the names of `TrainingStep.metrics`, in that order. */
  readonly metrics: Float32Array;
  /** False where the loss or the gradient norm was not finite: the state is then as it was before. */
  readonly applied: boolean;
  /** From the step before it, or from the call where that came later. */
  readonly milliseconds: number;
}

/** Time of one call of the graph, or of one part of it, from a profiled step. */
export interface CallTime {
  readonly path: string;
  readonly phase: 'forward' | 'backward' | 'update' | 'metrics';
  readonly op: string;
  readonly milliseconds: number;
  /** That its kernels read and write, each operand once a kernel. */
  readonly bytes: number;
  /** What ran it, by name: WGSL kernels or ONNX operators, each once. */
  readonly kernels: readonly string[];
}
export interface StepProfile {
  /** Wall time of the profiled steps, median. */
  readonly stepMilliseconds: number;
  readonly minMilliseconds: number;
  readonly calls: readonly CallTime[];
  /** What the wall time holds beyond the calls. */
  readonly otherMilliseconds: number;
  /** What the processor does for a step of the GPU; null where the processor computes the step itself. */
  readonly host: HostWork | null;
  /** Where a step's tensors lie; null where a library places them. */
  readonly buffers: readonly PlannedBuffer[] | null;
}

/** Memory that tensors share which are not needed at the same time. */
export interface PlannedBuffer {
  readonly bytes: number;
  /** By offset. */
  readonly tensors: readonly PlannedTensor[];
}

export interface PlannedTensor {
  readonly label: string;
  /** In bytes. */
  readonly offset: number;
  readonly bytes: number;
  /** Kernels of the step, counted from 0, that have it first and last; −1 where it is there before the step. */
  readonly first: number;
  readonly last: number;
  /** Whether it lies within the tensor of several before it. */
  readonly isPart: boolean;
}

/** Recording a step's kernels and submitting them: a GPU waits for it unless it has another step to do. */
export interface HostWork {
  readonly kernels: number;
  /** Of the thread that does it, median. */
  readonly milliseconds: number;
}

/**
 * A compiled training step with its state on the device. Not for concurrent use, apart from steps that follow each
 * other.
 */
export interface TrainingExecutable {
  /**
   * How many steps may be under way: `run` may be called so often before the first result is there, and takes what it
   * needs of the inputs before it returns.
   */
  readonly depth: number;
  /**
   * One step after those before it. A step that follows one which is not applied, and began before that was known, is
   * not applied either.
   */
  run(inputs: StepInputs): Promise<StepResult>;
  readState(): Promise<StateData>;
  /** Replaces the named states; unknown names and wrong sizes throw. */
  writeState(state: StateData): Promise<void>;
  /** Runs `steps` steps under the device's own profiler. */
  profile(inputs: StepInputs, steps: number): Promise<StepProfile>;
  /** Opaque choices (kernel candidates by shape) that a resume must repeat to give the same bits. */
  readonly plan: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** A compiled inference graph: outputs by name. */
export interface InferenceExecutable {
  run(images: Float32Array, batch: number): Promise<ReadonlyMap<string, Float32Array>>;
  /** Replaces the named states; what depends on them is made anew at the next run. */
  writeState(state: StateData): Promise<void>;
  dispose(): Promise<void>;
}

export interface DeviceInfo {
  /** `cpu`, `webgpu:0` … : what `--device` takes. */
  readonly id: string;
  readonly backend: 'ort' | 'webgpu';
  readonly name: string;
  readonly memoryBytes: number;
  readonly features: readonly string[];
}

export interface CompileOptions {
  readonly threads?: number;
  /** Measure candidates for shapes that no cached choice covers; otherwise a fixed default. */
  readonly autotune: boolean;
  /** A plan stored by an earlier run: its choices are taken as they are. */
  readonly plan?: Readonly<Record<string, string>>;
  readonly state: StateData;
}

/** What a device reached when it was asked for nothing else: products by a large matmul, memory by a large copy. */
export interface Roofline {
  readonly gflopsPerSecond: number;
  /** Bytes read and bytes written, together. */
  readonly gigabytesPerSecond: number;
}

/** Where a step runs. `ort` is embedded and always there. */
export interface Backend {
  readonly name: 'ort' | 'webgpu';
  devices(): Promise<readonly DeviceInfo[]>;
  /** Measures for a second or less. `threads` as in `CompileOptions`. */
  roofline(threads?: number): Promise<Roofline>;
  compileTraining(step: TrainingStep, options: CompileOptions): Promise<TrainingExecutable>;
  /** `graph` has the input `images` f32[N,C,H,W] and named outputs. */
  compileInference(graph: Graph, options: CompileOptions): Promise<InferenceExecutable>;
}
