import { ProblemError, problem } from '../../base/diagnostics.ts';
import { version } from '../../base/version.ts';
import { exportModel } from '../../onnx/export.ts';
import { type DataSettings, dataSettings } from '../../settings/data.ts';
import type { CallParams } from '../protocol.ts';
import { writeFileWhole } from '../shell/write-file.ts';
import { compareFile } from './compare.ts';
import { readBytes } from './exported-file.ts';
import { duringRun } from './images.ts';
import type { Emit, Job } from './job.ts';
import { readAsTrained, recordedData } from './run-record.ts';
import { type Subject, subjectOfRun, untrainedSubject } from './subject.ts';

/**
 * Makes the ONNX file, verifies it, and only then puts it where it shall be: a model that differs leaves nothing
 * behind, and what was there as it was.
 */
export const exportOnnx: Job<'export'> = async (params, emit) => {
  const { subject, data } = openSubject(params, emit);
  const { design, graph, state, classes, normalisation } = subject;
  emit({ type: 'stage', stage: 'write' });
  const bytes = exportModel(graph, state, {
    name: design.document.name,
    design: design.document,
    classes,
    normalization: normalisation,
    foldBatchNorm: params.foldBatchNorm,
    version,
  });
  const compared = await compareFile(params.file, bytes, subject, { data, images: params.images }, emit).catch(
    (error: unknown) => {
      throw params.data ? error : duringRun(error, data);
    },
  );
  writeFileWhole(params.file, bytes);
  if (Buffer.compare(readBytes(params.file), bytes) !== 0) {
    throw new ProblemError([problem('export.writtenOtherwise', params.file, { file: params.file })]);
  }
  return compared;
};

function openSubject(
  params: CallParams<'export'>,
  emit: Emit,
): { readonly subject: Subject; readonly data: DataSettings } {
  if (params.run !== undefined) {
    const { subject, run } = subjectOfRun(params.run, emit);
    const recorded = recordedData(run.record, run.path);
    return { subject, data: params.data ? readAsTrained(params.data, recorded) : recorded };
  }
  if (!params.design) throw new ProblemError([problem('export.nothing', '')]);
  const data = params.data ?? dataSettings.parse({ path: 'builtin:fashion' });
  return { subject: untrainedSubject(params.design, params.seed), data };
}
