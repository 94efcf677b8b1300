import type { ProblemCode } from '../../base/catalogue/index.ts';
import { ProblemError } from '../../base/diagnostics.ts';
import { note, red } from './print.ts';
import { noteProblems } from './problems.ts';
import { text } from './texts.ts';

/** Problems that are no mistake in what was typed or given: the work itself failed. */
const failures: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'train.notFinite',
  'train.dataGone',
  'run.diskFull',
  'run.diskFullEarly',
  'file.cannotWrite',
  'file.diskFull',
  'file.diskReadOnly',
  'file.mayNotWrite',
  'file.belowFile',
  'file.noFolder',
  'file.isFolder',
  'file.nameTooLong',
  'file.tooLargeForDisk',
  'file.inUse',
  'file.diskFails',
  'data.workerFailed',
  'export.unreadable',
  'export.malformed',
  'export.writtenOtherwise',
  'export.nodeDiffers',
  'export.saysOtherwise',
  'export.weightMissing',
  'export.weightDiffers',
  'export.doesNotRun',
  'export.differs',
]);

/** Says on stderr what went wrong and gives the exit code: 2 for bad input, 1 for a failure. */
export function reportError(error: unknown): number {
  if (error instanceof ProblemError) {
    noteProblems(error.problems);
    return error.problems.some((p) => failures.has(p.code)) ? 1 : 2;
  }
  note(`${red(text('problem.failed'))} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  note(text('problem.bug'));
  return 1;
}
