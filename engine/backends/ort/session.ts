import { availableParallelism } from 'node:os';
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

/** Above this many nodes, ONNX Runtime's own optimizers take longer than they save: 25,000 nodes cost 22 s with all, 2 s with none. */
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
    enableMemPattern: true,
    logSeverityLevel: 3,
    // Vanishing gradients reach denormal numbers, on which CPUs compute a hundred times slower.
    extra: { session: { set_denormal_as_zero: '1' } },
    ...(settings.profilePrefix ? { enableProfiling: true, profileFilePrefix: settings.profilePrefix } : {}),
  });
}
