import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { loadRun } from '../../../engine/host/jobs/load-run.ts';
import { history, removeRun, renameRun } from '../../../engine/host/jobs/runs.ts';
import { calls, results } from '../../../engine/host/protocol.ts';
import type { RunSummary } from '../../../engine/host/runs-protocol.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import type { RunRecord } from '../../../engine/train/run-record.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { goOn, list, outcome, stopAfter, trainInto, warnings } from './kept-run.ts';

inTemporaryFolder();
const FILES = ['run.json', 'metrics.jsonl', 'checkpoint.safetensors', 'best.safetensors'] as const;
type File = (typeof FILES)[number];
const victim = join('runs', 'victim');
const at = (file: File): string => join(victim, file);

let before: object;
beforeAll(async () => {
  await trainInto('kept', { autotune: true }, stopAfter(7));
  await trainInto('runs/other', { autotune: true });
  before = outcome('runs/other');
});

/** A fresh victim beside a run that nobody touches. */
function restore(): void {
  rmSync(victim, { recursive: true, force: true });
  cpSync('kept', victim, { recursive: true });
}

const codes = (problems: readonly { readonly code: string }[] | undefined): readonly string[] =>
  (problems ?? []).map(({ code }) => code);
const listed = async (): Promise<RunSummary | undefined> => (await list('runs')).find(({ run }) => run === victim);
const record = (change: object): void => {
  const before = JSON.parse(readFileSync(at('run.json'), 'utf8')) as object;
  writeFileSync(at('run.json'), JSON.stringify({ ...before, ...change }));
};
async function refused(action: () => unknown): Promise<readonly string[]> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ProblemError) return codes(error.problems);
    throw error;
  }
  return [];
}

test.each([
  ['no JSON', () => truncateSync(at('run.json'), 100), 'run.broken'],
  ['of a later version', () => record({ version: 2 }), 'run.newer'],
  ['of another kind', () => record({ format: 'layerloom' }), 'run.broken'],
  ['with a wrong type in it', () => record({ created: 'yesterday' }), 'run.broken'],
  ['gone', () => rmSync(at('run.json')), 'run.notFound'],
])('a record that is %s: the run is listed with what is wrong, and left as it is', async (_, apply, code) => {
  restore();
  apply();
  expect(await listed()).toMatchObject({ name: 'victim', status: 'broken', hasCheckpoint: true, facts: null });
  expect(codes((await listed())?.problems)).toEqual([code]);
  const kept = outcome(victim);
  expect(await refused(() => goOn(victim))).toEqual([code]);
  expect(outcome(victim)).toEqual(kept);
});

test.each([
  ['cut off', () => truncateSync(at('checkpoint.safetensors'), 5000), 'checkpoint.broken'],
  ['of another file', () => cpSync(at('run.json'), at('checkpoint.safetensors')), 'checkpoint.broken'],
  ['gone', () => rmSync(at('checkpoint.safetensors')), 'checkpoint.lost'],
])('a checkpoint that is %s is seen in the list; a resume says so and takes nothing away', async (_, apply, code) => {
  restore();
  apply();
  const cannot = { status: 'stopped', hasCheckpoint: false, resumesFrom: null };
  expect(await listed()).toMatchObject({ ...cannot, problems: [{ code }] });
  const kept = readFileSync(at('metrics.jsonl'), 'utf8');
  expect(await refused(() => goOn(victim))).toEqual([code]);
  expect(readFileSync(at('metrics.jsonl'), 'utf8')).toBe(kept);
});

test.each([
  ['gone', () => rmSync(at('best.safetensors')), 'checkpoint.bestLost'],
  ['cut off', () => truncateSync(at('best.safetensors'), 900), 'checkpoint.bestBroken'],
])('best weights that are %s: who uses the run is told that it has the last ones', async (_, apply, code) => {
  restore();
  apply();
  expect(await listed()).toMatchObject({ resumesFrom: 'checkpoint', problems: [{ code, severity: 'warning' }] });
  const used = warnings();
  const { state, checkpoint } = loadRun(victim, used.emit);
  expect(checkpoint).toBe(at('checkpoint.safetensors'));
  const [name, data] = [...state][0]!;
  expect(data).toEqual(new RunFolder(victim).readCheckpoint().tensors.get(name)?.data);
  const resumed = warnings();
  // The best from here on, not what the lost one was.
  expect((await goOn(victim, {}, undefined, resumed.emit)).bestEpoch).toBe(1);
  expect([used.codes, resumed.codes]).toEqual([[code], [code]]);
  expect((await listed())?.problems).toEqual([]);
});

test('metrics that were edited cost curves, not the run', async () => {
  restore();
  const lines = readFileSync(at('metrics.jsonl'), 'utf8').trimEnd().split('\n');
  writeFileSync(at('metrics.jsonl'), [...lines.slice(0, 2), 'a note', lines[0], lines[3]].join('\n'));
  const { steps, problems } = await history(calls.history.parse({ run: victim }), () => {}, alwaysRun);
  expect(steps.step).toEqual([0, 1]);
  expect(problems).toMatchObject([{ code: 'run.linesSkipped', severity: 'warning', values: { count: 2, line: 3 } }]);
  await goOn(victim);
  const state = (run: string): Buffer => readFileSync(join(run, 'checkpoint.safetensors'));
  expect(state(victim).equals(state(join('runs', 'other')))).toBe(true);
});

test.each([
  ['statistics of no channel', { mean: [], standardDeviation: [] }, 'run.broken'],
  ['a data set that is none', { source: 'builtin:mnist' }, 'data.unknownBuiltin'],
  ['another number of images', { trainImages: 7 }, 'resume.dataChanged'],
])('a record with %s', async (_, change, code) => {
  restore();
  const { data } = JSON.parse(readFileSync(at('run.json'), 'utf8')) as RunRecord;
  record({ data: { ...data, ...change } });
  expect(await refused(() => goOn(victim))).toEqual([code]);
});

test('a record with numbers that nothing can be reckoned with is broken, and costs no other run its place', async () => {
  restore();
  const { data, settings } = JSON.parse(readFileSync(at('run.json'), 'utf8')) as RunRecord;
  record({
    data: { ...data, trainImages: Number.MAX_SAFE_INTEGER },
    settings: { ...settings, batch: 1, epochs: 100_000 },
  });
  expect(await listed()).toMatchObject({ status: 'broken', facts: null, problems: [{ code: 'run.broken' }] });
  expect((await list('runs')).filter(({ status }) => status === 'done')).toHaveLength(1);
});

test('choices of the backend that it does not know are made anew', async () => {
  restore();
  const { plan } = JSON.parse(readFileSync(at('run.json'), 'utf8')) as RunRecord;
  record({ plan: Object.fromEntries(Object.keys(plan).map((key) => [key, 'the best'])) });
  expect(plan).not.toEqual({});
  expect((await goOn(victim)).status).toBe('done');
});

test('weights that are no numbers are said wherever they would be used', async () => {
  restore();
  for (const [value, name] of [
    [Number.NaN, 'best.safetensors'],
    [Number.POSITIVE_INFINITY, 'checkpoint.safetensors'],
  ] as const) {
    const folder = new RunFolder(victim);
    const { tensors, metadata } = folder.readCheckpoint(name);
    tensors.get('dense.weight')!.data[7] = value;
    folder.writeCheckpoint({ tensors, metadata }, name);
    expect(await refused(() => loadRun(victim, () => {}))).toEqual(['checkpoint.notFinite']);
    expect(await refused(() => goOn(victim))).toEqual(['checkpoint.notFinite']);
    rmSync(at('best.safetensors'), { force: true });
    record({ summary: { step: 7 } });
  }
});

test('labels that are others are refused, though all else is the same; a record without them goes on, and says so', async () => {
  restore();
  const { data } = new RunFolder(victim).readRecord();
  const { labels, images } = data.fingerprint!;
  const [first, ...others] = images;
  for (const [what, fingerprint] of [
    ['labels of the images', { images, labels: 'others' }],
    ['brightness of an image', { labels, images: [first! + 1, ...others] }],
  ] as const) {
    record({ data: { ...data, fingerprint } });
    await expect(goOn(victim)).rejects.toMatchObject({ problems: [{ code: 'resume.dataChanged', values: { what } }] });
  }
  const { fingerprint: _, ...older } = data;
  record({ data: older });
  const { codes, emit } = warnings();
  expect((await goOn(victim, {}, undefined, emit)).status).toBe('done');
  expect(codes).toEqual(['resume.labelsUnknown']);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a file holds up nothing', async () => {
  for (const name of FILES) {
    restore();
    rmSync(at(name));
    expect(spawnSync('mkfifo', [at(name)]).status).toBe(0);
    const { status, problems } = (await listed())!;
    expect(status === 'broken' || problems.length > 0 || name === 'metrics.jsonl').toBe(true);
    expect((await refused(() => goOn(victim))).length).toBe(name === 'best.safetensors' ? 0 : 1);
  }
});

test('what else lies in the folder stays when the run is deleted', async () => {
  restore();
  mkdirSync(join(victim, 'pictures'));
  writeFileSync(join(victim, 'pictures', 'cat.png'), 'a cat');
  writeFileSync(join(victim, 'notes.txt'), 'notes');
  expect(await removeRun({ run: victim }, () => {}, alwaysRun)).toEqual({ left: ['notes.txt', 'pictures'] });
  expect(readFileSync(join(victim, 'pictures', 'cat.png'), 'utf8')).toBe('a cat');
  expect(await listed()).toBeUndefined();
});

test('a run is not begun among the remains of another', async () => {
  restore();
  rmSync(at('run.json'));
  expect(await refused(() => trainInto(victim))).toEqual(['run.remains']);
});

/** One change to the run's folder. */
type Edit = { readonly what: string; readonly apply: () => void };

const edit = (what: string, apply: () => void): Edit => ({ what, apply });
const file = fc.constantFrom(...FILES);
const replaced = (name: File, by: () => void): void => {
  rmSync(at(name), { recursive: true, force: true });
  by();
};

const odd = fc.constantFrom<unknown>(null, true, -1, 0, 0.5, 7, 1e300, '', 'x', [], {}, [null], { a: [] }, '../../etc');
type Json = Record<string, unknown>;

/** Sets a value somewhere in `run.json`, at random depth; each number leads one level down. */
function setDeep(value: unknown, path: readonly number[], put: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return put;
  const entries = Object.entries(value);
  const chosen = entries[first % Math.max(1, entries.length)];
  if (!chosen) return put;
  const changed = { ...(value as Json), [chosen[0]]: setDeep(chosen[1], rest, put) };
  return Array.isArray(value) ? Object.values(changed) : changed;
}

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(file, fc.double({ min: 0, max: 1, noNaN: true })).map(([name, share]) =>
    edit(`${name} cut to ${share.toFixed(3)} of its length`, () => {
      truncateSync(at(name), Math.floor(readFileSync(at(name)).length * share));
    }),
  ),
  fc.tuple(file, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })).map(([name, bytes]) =>
    edit(`${name} with bytes ${JSON.stringify(bytes)}`, () => {
      const content = readFileSync(at(name));
      // Headers are where it hurts.
      for (const [where, byte] of bytes) content[where % Math.min(content.length, 4096)] = byte;
      writeFileSync(at(name), content);
    }),
  ),
  file.map((name) => edit(`${name} deleted`, () => rmSync(at(name), { recursive: true, force: true }))),
  file.map((name) =>
    edit(`${name} a folder`, () => replaced(name, () => mkdirSync(join(at(name), 'x'), { recursive: true }))),
  ),
  file.map((name) => edit(`${name} a link to itself`, () => replaced(name, () => symlinkSync(name, at(name))))),
  fc.tuple(file, fc.constantFrom(...FILES)).map(([name, other]) =>
    edit(`${name} a copy of ${other}`, () => {
      cpSync(at(other), at(name), { recursive: true, force: true });
    }),
  ),
  fc.tuple(fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }), odd).map(([path, put]) =>
    edit(`run.json with ${JSON.stringify(put)} at ${path.join('/')}`, () => {
      writeFileSync(
        at('run.json'),
        JSON.stringify(setDeep(JSON.parse(readFileSync(at('run.json'), 'utf8')), path, put)),
      );
    }),
  ),
  fc.tuple(fc.constantFrom('loss', 'step', 'accuracy', 'type', 'layers', 'heads'), odd).map(([field, put]) =>
    edit(`a step with ${field} ${JSON.stringify(put)}`, () => {
      const step = { type: 'step', epoch: 0, step: 3, loss: 1, accuracy: 0, [field]: put };
      appendFileSync(at('metrics.jsonl'), `${JSON.stringify(step)}\n`);
    }),
  ),
  fc.constantFrom('{"type":"step"}}\n', '{"type":"step"', '\0\0\0\n', 'notes\n', '\n\n', '[]\n').map((text) =>
    edit(`metrics that end in ${JSON.stringify(text)}`, () => {
      appendFileSync(at('metrics.jsonl'), text);
    }),
  ),
  fc.constant(
    edit('marked as running', () => {
      writeFileSync(at('run.json'), readFileSync(at('run.json'), 'utf8').replace('"stopped"', '"running"'));
    }),
  ),
);

/** What an edit before this one left may not be there to be edited. */
function attempt({ apply }: Edit): void {
  try {
    apply();
  } catch {
    // Then it stays as it is.
  }
}

/** Problems are what people are told; any other error is a bug. */
async function told(action: () => unknown): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}

/** Everything that the app does with runs. */
async function use(): Promise<void> {
  const all = await list('runs');
  expect(all.find(({ run }) => run === join('runs', 'other'))).toMatchObject({ status: 'done', problems: [] });
  const found = all.find(({ run }) => run === victim);
  expect(found !== undefined || FILES.every((name) => !existsSync(at(name)))).toBe(true);
  expect(found?.status !== 'broken' || found.problems.length > 0).toBe(true);
  await told(async () =>
    results.history.parse(await history(calls.history.parse({ run: victim }), () => {}, alwaysRun)),
  );
  await told(() => loadRun(victim, () => {}));
  await told(() => goOn(victim, {}, stopAfter(1)));
  await told(async () => renameRun({ run: victim, name: 'renamed' }, () => {}, alwaysRun));
  await list('runs');
  await told(() => removeRun({ run: victim }, () => {}, alwaysRun));
}

test.each([1, 2])(
  'whatever is done to a run, it is listed or said what is wrong, and nothing else is touched: seed %i',
  async (seed) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edits, { minLength: 1, maxLength: 3 }).map((list) => ({
          toString: () => list.map(({ what }) => what).join('; '),
          apply: () => list.forEach(attempt),
        })),
        async ({ apply }) => {
          restore();
          apply();
          await use();
        },
      ),
      { seed, numRuns: 40 },
    );
    expect(outcome('runs/other')).toEqual(before);
  },
  60_000,
);
