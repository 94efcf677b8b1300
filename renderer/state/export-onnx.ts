import { createStore } from 'zustand/vanilla';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import type { CallResult, JobEvent } from '../../engine/host/protocol.ts';
import { platform } from './session.ts';
import { get } from './store.ts';
import { nameOfRun, trainedRun } from './trained-runs.ts';

type Stage = Extract<JobEvent, { readonly type: 'stage' }>['stage'];
/** In the order in which an export goes through them. */
export const exportStages = ['write', 'structure', 'weights', 'run', 'reference'] as const satisfies readonly Stage[];

export interface OnnxExport {
  readonly open: boolean;
  /** Folder of the run whose weights are written; null: the initial weights of the design as it is drawn. */
  readonly run: string | null;
  readonly foldBatchNorm: boolean;
  /** Under way; null before and after. */
  readonly stage: Stage | null;
  readonly result: CallResult<'export'> | null;
  readonly problems: readonly Problem[];
}

const fresh = { stage: null, result: null, problems: [] } as const;

export const onnxExport = createStore<OnnxExport>(() => ({ open: false, run: null, foldBatchNorm: false, ...fresh }));

/** Opens the dialog; without a run, the last one of this design is proposed. */
export function openExport(run = trainedRun()): void {
  const { stage } = onnxExport.getState();
  onnxExport.setState(stage === null ? { ...fresh, open: true, run } : { open: true });
}

export const closeExport = (): void => onnxExport.setState({ open: false });

/** Asks where, writes the file, and has it checked against the float64 reference. */
export async function exportNow(): Promise<void> {
  const { document } = get().history;
  const { run, foldBatchNorm } = onnxExport.getState();
  const name = nameOfRun(run) ?? document.name;
  const file = await platform().files.choose('saveOnnx', `${name}.onnx`);
  if (file === null) return;
  onnxExport.setState({ ...fresh, stage: 'write' });
  try {
    const subject = run === null ? { design: { kind: 'document', document, name: document.name } as const } : { run };
    const call = platform().engine.call('export', { ...subject, file, foldBatchNorm }, (event) => {
      if (event.type === 'stage') onnxExport.setState({ stage: event.stage });
      if (event.type === 'warnings') onnxExport.setState({ problems: event.problems as readonly Problem[] });
    });
    onnxExport.setState({ result: await call.result });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    onnxExport.setState({ problems: error.problems });
  } finally {
    onnxExport.setState({ stage: null });
  }
}
