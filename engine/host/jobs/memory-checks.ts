import type { Analysis } from '../../analyze/analysis.ts';
import { type TrainingMemory, trainingMemory } from '../../analyze/memory.ts';
import type { DeviceInfo } from '../../backends/backend.ts';
import { type Problem, problem } from '../../base/diagnostics.ts';
import { bytes } from '../../base/format.ts';
import { settingFix } from '../../base/setting-fix.ts';
import { momentsOf } from '../../compile/update.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { memoryDevice } from './compute.ts';

/** Above this share of the device's memory a prediction that leaves out kernels' workspaces may be too small. */
const TIGHT = 0.8;

/** What a step is predicted to take on the device; the processor's where it is not known. */
export function memoryOf(
  analysis: Analysis,
  { batch, optimizer }: Pick<TrainingSettings, 'batch' | 'optimizer'>,
  trainsOn: DeviceInfo | undefined,
): TrainingMemory {
  const device = trainsOn && memoryDevice(trainsOn);
  return trainingMemory(analysis, {
    batch,
    momentsPerWeight: momentsOf(optimizer).length,
    ...(device ? { device } : {}),
  });
}

/**
 * An error where a step takes more than there is, a warning where that is close; with the batch that would do, if one
 * would.
 */
export function memoryProblems({ total, kept }: TrainingMemory, available: number, batch: number): readonly Problem[] {
  if (total <= available * TIGHT) return [];
  const fits = Math.max(0, Math.floor((available * TIGHT - (total - kept)) / (kept / batch)));
  const values = { needed: bytes(total), available: bytes(available), batch, ...(fits > 0 ? { fits } : {}) };
  const severity = total > available ? 'error' : 'warning';
  return [
    problem('train.memory', '', values, {
      field: 'batch',
      severity,
      fixes: fits > 0 ? [settingFix('batch', fits)] : [],
    }),
  ];
}

/**
 * What the processor's memory is too small for, before anything is made; a GPU's own plan refuses by itself, exactly.
 */
export function processorProblems(
  analysis: Analysis,
  settings: Pick<TrainingSettings, 'batch' | 'optimizer'>,
  device: DeviceInfo,
): readonly Problem[] {
  if (device.backend !== 'ort') return [];
  return memoryProblems(memoryOf(analysis, settings, device), device.memoryBytes, settings.batch);
}
