import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProblemError } from '../../../engine/base/diagnostics.ts';
import { sweep } from '../../../engine/host/jobs/sweep.ts';
import { type CallName, calls } from '../../../engine/host/protocol.ts';
import { containedCall } from '../../../engine/host/shell/call-paths.ts';
import { Grants } from '../../../engine/host/shell/grants.ts';
import { Shell } from '../../../engine/host/shell/shell.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { few } from '../runs/kept-run.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'layerloom-calls-')));
const folder = join(root, 'chosen');
const outside = join(root, 'outside');
const swept = join(folder, 'sweep');
const run = join(swept, 'one');
const { layerMetricsEvery: _, checkpointEvery: __, design, ...shared } = few;
const plan = { ...shared, settings: { ...few.settings, maxSteps: 1 }, out: swept };

beforeAll(async () => {
  mkdirSync(folder);
  mkdirSync(outside);
  const designs = ['one', 'two'].map((label) => ({ label, series: 'tiny', depth: 0, design }));
  await sweep(calls.sweep.parse({ ...plan, designs }), () => {}, alwaysRun);
});
afterAll(() => rmSync(root, { recursive: true }));

const change = (file: string, from: string, to: string): void =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

/** What a page's call comes to: the codes of what refuses it; null where it is passed on. */
function refused(name: CallName, params: object, grants = new Grants(folder)): readonly string[] | null {
  try {
    containedCall({ type: 'call', id: 1, name, params }, grants);
    return null;
  } catch (error) {
    return (error as ProblemError).problems.map(({ code }) => code);
  }
}

function onTheDesktop(): Grants {
  const grants = new Grants(null);
  grants.allowTree(folder);
  return grants;
}

const file = join(folder, 'net.onnx');
const ofRun = [
  ['resume', { run }],
  ['evaluate', { run }],
  ['export', { run, file }],
  ['verify', { run, file }],
  ['resumeSweep', { sweep: swept }],
] as const;

test('images that a run in the served folder names are held to the folder, unless the call names others', () => {
  for (const [name, params] of ofRun) expect([name, refused(name, params)]).toEqual([name, null]);
  for (const record of [join(run, 'run.json'), join(swept, 'sweep.json')]) change(record, 'builtin:digits', outside);
  for (const [name, params] of ofRun) {
    expect([name, refused(name, params)]).toEqual([name, ['file.notAllowed']]);
    expect([name, refused(name, params, onTheDesktop())]).toEqual([name, null]);
    const data = name === 'resume' || name === 'resumeSweep' ? 'builtin:digits' : { path: 'builtin:digits' };
    expect([name, refused(name, { ...params, data })]).toEqual([name, null]);
  }
  for (const record of [join(run, 'run.json'), join(swept, 'sweep.json')]) change(record, outside, '../outside');
  for (const [name, params] of ofRun) expect([name, refused(name, params)]).toEqual([name, ['file.notAllowed']]);
  for (const record of [join(run, 'run.json'), join(swept, 'sweep.json')])
    change(record, '../outside', 'builtin:digits');
});

test('the folder of a run in a sweep that is a link leads nowhere else, and nor does a label', () => {
  rmSync(join(swept, 'two'), { recursive: true });
  symlinkSync(outside, join(swept, 'two'));
  expect(refused('resumeSweep', { sweep: swept })).toEqual(['file.notAllowed']);
  const designs = (label: string) => [{ label, series: 'tiny', depth: 0, design }];
  expect(refused('sweep', { ...plan, designs: designs('two') })).toEqual(['file.notAllowed']);
  // What does not fit the call reaches the engine, which does nothing with it.
  expect(refused('sweep', { ...plan, designs: designs('../../outside/run') })).toBeNull();
  expect(calls.sweep.safeParse({ ...plan, designs: designs('../../outside/run') }).success).toBe(false);
  expect(existsSync(join(outside, 'run'))).toBe(false);
});

test('runs that are a link out of the served folder are refused; on the desktop they are the user’s own', () => {
  const runsFolder = join(folder, 'runs');
  symlinkSync(outside, runsFolder);
  for (const [served, codes] of [
    [folder, ['file.notAllowed']],
    [null, null],
  ] as const) {
    const shell = new Shell({
      kind: 'browser',
      dataFolder: join(root, 'data'),
      folder: served,
      runsFolder,
      open: null,
    });
    expect(refused('runs', { folder: runsFolder }, shell.grants)).toEqual(codes);
    expect(refused('train', { ...plan, design, out: join(runsFolder, 'one') }, shell.grants)).toEqual(codes);
    shell.drafts.close();
  }
});

test('a record that cannot be read stops no call: the engine says what is wrong with it', () => {
  writeFileSync(join(run, 'run.json'), '{');
  expect(refused('evaluate', { run })).toBeNull();
});
