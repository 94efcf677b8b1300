import type { Analysis } from '../analyze/analysis.ts';
import type { CallTime, DeviceInfo, PlannedBuffer, Roofline, StepProfile } from '../backends/backend.ts';
import type { TrainingStep } from '../compile/training.ts';
import { elements } from '../ir/types.ts';

/** One design node's share of a training step. Times in milliseconds a step. */
export interface LayerProfile {
  readonly path: string;
  readonly kind: string;
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  readonly totalMs: number;
  /** Of the profiled step, 0 … 1. */
  readonly share: number;
  /** Floating-point operations of forward and backward products (2 a multiply-add), for the whole batch. */
  readonly flops: number;
  /** Achieved in forward and backward together; null where the layer has no products. */
  readonly gflopsPerSecond: number | null;
  /** Float32 bytes that the forward pass must at least read and write: inputs, weights, output. */
  readonly bytes: number;
  /** Forward flops a byte. */
  readonly intensity: number | null;
  /** What its forward and backward kernels really read and write, each operand once a kernel. */
  readonly movedBytes: number;
  /** Of `movedBytes`, in forward and backward together; null where nothing was measured. */
  readonly gigabytesPerSecond: number | null;
  /** What would end it last on this device: its products or its memory. Null where nothing was measured. */
  readonly bound: 'compute' | 'memory' | null;
  /** The least time that the device's roofline allows over the time that forward and backward took. */
  readonly attained: number | null;
  /** Names of what ran forward and backward. */
  readonly kernels: readonly string[];
}

export interface ProfileReport {
  readonly step: {
    /** As training runs it, without a profiler. */
    readonly medianMs: number;
    readonly minMs: number;
    readonly imagesPerSecond: number;
    /** What no design node accounts for: metrics, clipping. */
    readonly metricsMs: number;
    /** A step under the profiler, whose calls are listed here; the profiler itself takes its share. */
    readonly profiledMs: number;
    /**
     * Of `profiledMs`, what lies outside the measured calls: the profiler, and the way from one operator to the next.
     */
    readonly otherMs: number;
    /** The processor's part of a step on a GPU: so many kernels, recorded and submitted. */
    readonly host: { readonly kernels: number; readonly ms: number } | null;
  };
  readonly layers: readonly LayerProfile[];
  /**
   * `measuredPeakBytes`: a step's buffers on a GPU, elsewhere what training added to the process at its peak;
   * `processPeakBytes`: the whole process.
   */
  readonly memory: {
    readonly predictedBytes: number;
    readonly measuredPeakBytes: number;
    readonly processPeakBytes: number;
  };
  /** Where a step's tensors lie; null where a library places them. */
  readonly buffers: readonly PlannedBuffer[] | null;
  readonly device: DeviceInfo;
  readonly roofline: Roofline;
}

/**
 * Sums the calls' times by design node and phase. `plain` are times of steps without the profiler, in milliseconds.
 * Nodes without a call (a flatten that is only a view) are listed with zeros.
 */
export function profileReport(
  analysis: Analysis,
  step: TrainingStep,
  plain: readonly number[],
  measured: StepProfile,
  memory: ProfileReport['memory'],
  device: DeviceInfo,
  roofline: Roofline,
): ProfileReport {
  const callsOf = new Map<string, CallTime[]>();
  for (const call of measured.calls) callsOf.set(call.path, [...(callsOf.get(call.path) ?? []), call]);
  const productCalls = new Map<string, number>();
  for (const { op, origin } of step.graph.calls) {
    if (op.product) productCalls.set(origin.path, (productCalls.get(origin.path) ?? 0) + 1);
  }
  const layers = analysis.nodes.map((n): LayerProfile => {
    const { path, kind } = n.node;
    const calls = callsOf.get(path) ?? [];
    const [forwardMs, backwardMs, updateMs] = [
      timeOf(calls, 'forward'),
      timeOf(calls, 'backward'),
      timeOf(calls, 'update'),
    ];
    const totalMs = forwardMs + backwardMs + updateMs;
    const forwardFlops = 2 * n.multiplies * step.batch;
    const flops = forwardFlops * Math.max(productCalls.get(path) ?? 0, forwardFlops > 0 ? 1 : 0);
    const inputs = Object.values(n.site?.inputs ?? {}).flat();
    const touched = [...inputs, ...(n.type ? [n.type] : [])].reduce((sum, type) => sum + elements(type, step.batch), 0);
    const bytes = 4 * (touched + n.parameters);
    const passes = calls.filter((c) => c.phase === 'forward' || c.phase === 'backward');
    const movedBytes = passes.reduce((sum, c) => sum + c.bytes, 0);
    return {
      path,
      kind,
      forwardMs,
      backwardMs,
      updateMs,
      totalMs,
      share: totalMs / measured.stepMilliseconds,
      flops,
      bytes,
      intensity: forwardFlops > 0 ? forwardFlops / bytes : null,
      movedBytes,
      kernels: [...new Set(passes.flatMap((c) => c.kernels))],
      ...rates(flops, movedBytes, (forwardMs + backwardMs) / 1000, roofline),
    };
  });
  const known = new Set(analysis.nodes.map((n) => n.node.path));
  const elsewhere = measured.calls.filter((c) => c.phase === 'metrics' || !known.has(c.path));
  return {
    step: {
      medianMs: middle(plain),
      minMs: Math.min(...plain),
      imagesPerSecond: (step.batch * 1000) / middle(plain),
      metricsMs: elsewhere.reduce((sum, c) => sum + c.milliseconds, 0),
      profiledMs: measured.stepMilliseconds,
      otherMs: measured.otherMilliseconds,
      host: measured.host && { kernels: measured.host.kernels, ms: measured.host.milliseconds },
    },
    layers,
    memory,
    buffers: measured.buffers,
    device,
    roofline,
  };
}

const timeOf = (calls: readonly CallTime[], phase: CallTime['phase']): number =>
  calls.reduce((sum, c) => (c.phase === phase ? sum + c.milliseconds : sum), 0);

type Rates = Pick<LayerProfile, 'gflopsPerSecond' | 'gigabytesPerSecond' | 'bound' | 'attained'>;

/**
 * Williams, Waterman & Patterson 2009: no faster than the products at the device's peak, nor than the bytes at its
 * bandwidth.
 */
function rates(flops: number, bytes: number, seconds: number, roofline: Roofline): Rates {
  if (seconds === 0) return { gflopsPerSecond: null, gigabytesPerSecond: null, bound: null, attained: null };
  const computing = flops / (1e9 * roofline.gflopsPerSecond);
  const moving = bytes / (1e9 * roofline.gigabytesPerSecond);
  return {
    gflopsPerSecond: flops > 0 ? flops / seconds / 1e9 : null,
    gigabytesPerSecond: bytes / seconds / 1e9,
    bound: computing > moving ? 'compute' : 'memory',
    attained: Math.max(computing, moving) / seconds,
  };
}

/** Median; the larger middle one of an even number. */
function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
