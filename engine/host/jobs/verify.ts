import { compareFile } from './compare.ts';
import type { Job } from './job.ts';
import { recordedData } from './run-record.ts';
import { subjectOfRun } from './subject.ts';

export const verify: Job<'verify'> = async (params, emit) => {
  const { subject, run } = subjectOfRun(params.run);
  const data = params.data ?? recordedData(run.record, run.path);
  return compareFile(params.file, subject, { data, images: params.images }, emit);
};
