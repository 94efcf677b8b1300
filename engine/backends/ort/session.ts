import { availableParallelism, loadavg } from 'node:os';
import { InferenceSession } from 'onnxruntime-node';
import { encodeModel } from '../../onnx/wire/encode.ts';
import type { OnnxModel } from '../../onnx/wire/model.ts';

export interface SessionSettings {
  readonly threads: number | undefined;
  /** What ONNX Runtime itself may rewrite. */
  readonly optimize: 'all' | 'basic' | 'disabled';
  /** Writes a profile to files that begin so; see `engine/backends/ort/profile.ts`. */
  readonly profilePrefix?: string;
}

/**
 * Above this many nodes, ONNX Runtime's own optimizers take longer than they save: 25,000 nodes cost 22 s with all, 2 s
 * with none.
 */
const manyNodes = 8000;

export async function createSession(model: OnnxModel, settings: SessionSettings): Promise<InferenceSession> {
  const optimize = model.nodes.length > manyNodes ? 'disabled' : settings.optimize;
  return InferenceSession.create(encodeModel(model), {
    executionProviders: ['cpu'],
    intraOpNumThreads: settings.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimize,
    enableCpuMemArena: true,
    // A plan of the memory is a second arena beside the one that the first run has filled: as fast, and 1.5 to 1.8
    // times as much.
    enableMemPattern: false,
    // What goes wrong is thrown; the library's own lines would stand on stderr beside it.
    logSeverityLevel: 4,
    // Vanishing gradients reach denormal numbers, on which CPUs compute a hundred times slower.
    extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: othersCompute() ? '0' : '1' } } },
    ...(settings.profilePrefix ? { enableProfiling: true, profileFilePrefix: settings.profilePrefix } : {}),
  });
}

/**
 * Whether other programs want the cores. ONNX Runtime's threads spin while they wait for each other, which saves some
 * microseconds an operator on an idle machine; on a busy one they spin away the time that the awaited thread needs
 * (seen: 456 ms a step instead of 87 on two cores with ten processes waiting).
 */
function othersCompute(): boolean {
  return (loadavg()[0] ?? 0) > 1.5 * availableParallelism();
}
