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
import { alwaysRun } from '../../../engine/train/events.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { goOn, list, outcome, stopAfter } from './kept-run.ts';
import { at, FILES, type File, restore, trainBoth, victim } from './victim.ts';

inTemporaryFolder();
let before: object;
beforeAll(async () => {
  await trainBoth();
  before = outcome('runs/other');
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
