import { compareFile } from './compare.ts';
import { readBytes } from './exported-file.ts';
import { duringRun } from './images.ts';
import type { Job } from './job.ts';
import { readAsTrained, recordedData } from './run-record.ts';
import { subjectOfRun } from './subject.ts';

export const verify: Job<'verify'> = async (params, emit) => {
  const { subject, run } = subjectOfRun(params.run, emit);
  const recorded = recordedData(run.record, run.path);
  const options = { data: params.data ? readAsTrained(params.data, recorded) : recorded, images: params.images };
  return compareFile(params.file, readBytes(params.file), subject, options, emit).catch((error: unknown) => {
    throw params.data ? error : duringRun(error, recorded);
  });
};
