import { z } from 'zod';
import { en } from '../base/catalogue/en/index.ts';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { fingerprintSchema } from '../data/fingerprint.ts';
import { firstIssue } from '../settings/first-issue.ts';
import { sweepAxis } from '../settings/sweep-axis.ts';
import { trainingSettings } from '../settings/training.ts';
import { type WireProblem, wireProblem } from '../settings/wire-problem.ts';

const VERSION = 1;

/** How a run stands. A run that says `running` while no process writes it was interrupted. */
const status = z.enum(['running', 'done', 'stopped', 'failed']);
const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1).nullable();

/** Fixes are of a design that may have changed since. */
const lastingProblem = wireProblem.extend({ fixes: z.array(z.unknown()).transform((): readonly unknown[] => []) });

/** `run.json`: everything that decides the run's numbers, and how it ended. */
const runRecord = z.object({
  format: z.literal('layerloom-run'),
  version: z.literal(VERSION),
  name: z.string(),
  /** The document as it was at the start, with the data's sizes in it. */
  design: z.unknown(),
  settings: trainingSettings,
  data: z
    .object({
      /** What `--data` said, so that a resume opens the same. */
      source: z.string(),
      options: z.record(z.string(), z.unknown()),
      classes: z.array(z.string()),
      channels: z.number().int().positive(),
      height: z.number().int().positive(),
      width: z.number().int().positive(),
      mean: z.array(z.number()),
      standardDeviation: z.array(z.number().positive()),
      trainImages: count,
      /** None in a record of an earlier version. */
      fingerprint: fingerprintSchema.exactOptional(),
      /** Of a pixel's value; earlier versions read 8. */
      bits: z.literal([8, 16]).default(8),
      /** Images that could not be read and were left out. */
      skippedImages: count.default(0),
    })
    .refine((data) => data.mean.length === data.channels && data.standardDeviation.length === data.channels, {
      error: 'mean and standardDeviation need a number for each channel',
    }),
  params: count.exactOptional(),
  /** What stands in `layers` of `metrics.jsonl`, every so many steps. */
  layerMetrics: z.object({ names: z.array(z.string()).readonly(), every: z.number().int().positive() }).exactOptional(),
  /** Its place in the sweep whose folder this run's lies in. */
  sweep: z.object({ series: z.string(), depth: z.number(), axis: sweepAxis.exactOptional() }).exactOptional(),
  /** Whether candidates of kernels are measured where the plan says nothing; an earlier version kept no word of it. */
  autotune: z.boolean().exactOptional(),
  device: z.object({ id: z.string(), name: z.string(), threads: z.number().int().positive() }),
  /** The backend's choices by shape: a resume takes the same, to give the same bits. */
  plan: z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.string()),
  created: z.iso.datetime(),
  status,
  /** As of the last checkpoint; empty before the first. */
  summary: z
    .object({
      step: count,
      loss: z.number().nullable(),
      /** Of the last step, on its batch. */
      accuracy: share,
      bestEpoch: count.nullable(),
      bestValAccuracy: share,
      /** Of all sittings together. */
      seconds: z.number().nonnegative(),
      testAccuracy: share,
      testLoss: z.number().nullable(),
    })
    .partial(),
  /** Why it failed, as far as this version has the words for it. */
  problems: z.array(lastingProblem).transform(known).exactOptional(),
});

function known(problems: readonly WireProblem[]): readonly WireProblem[] {
  return problems.filter(({ code }) => Object.hasOwn(en.problems, code));
}

export type RunRecord = z.infer<typeof runRecord>;

/** Reads what `run.json` at `path` says. Throws a ProblemError with what is wrong in it. */
export function parseRunRecord(text: string, path: string): RunRecord {
  const broken = (reason: string): ProblemError => new ProblemError([problem('run.broken', path, { path, reason })]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw broken((error as Error).message);
  }
  const version = z.object({ version: z.int().min(VERSION + 1) }).safeParse(json).data?.version;
  if (version !== undefined) {
    throw new ProblemError([problem('run.newer', path, { path, version, supported: VERSION })]);
  }
  const parsed = runRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  throw broken(firstIssue(parsed.error));
}
