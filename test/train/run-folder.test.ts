import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { defaultTraining } from '../../engine/settings/training.ts';
import { RunFolder } from '../../engine/train/run-folder.ts';
import type { RunRecord } from '../../engine/train/run-record.ts';

const record: RunRecord = {
  format: 'layerloom-run',
  version: 1,
  name: 'a run',
  design: {},
  settings: defaultTraining,
  data: {
    source: 'builtin:digits',
    options: {},
    classes: ['0', '1'],
    channels: 1,
    height: 8,
    width: 8,
    mean: [0.3],
    standardDeviation: [0.4],
    bits: 8,
    skippedImages: 0,
    trainImages: 100,
  },
  device: { id: 'cpu', name: 'CPU', threads: 2 },
  plan: {},
  versions: { layerloom: '0.1.0' },
  created: '2026-11-24T00:00:00Z',
  status: 'running',
  summary: {},
};

let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'layerloom-run-'));
});
afterEach(() => {
  rmSync(path, { recursive: true, force: true });
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]!.code;
    throw error;
  }
  return 'no problem';
}

describe('run folder', () => {
  it('keeps the record as it was written', () => {
    const folder = new RunFolder(path);
    folder.create();
    folder.writeRecord(record);
    expect(folder.readRecord()).toEqual(record);
  });

  it('refuses a folder that holds a run, and says what is wrong with one that does not or that was edited', () => {
    const folder = new RunFolder(path);
    expect(codeOf(() => folder.readRecord())).toBe('run.notFound');
    folder.writeRecord(record);
    expect(codeOf(() => folder.create())).toBe('run.exists');
    writeFileSync(folder.file('run.json'), '{"format": "layerloom-run"');
    expect(codeOf(() => folder.readRecord())).toBe('run.broken');
    writeFileSync(folder.file('run.json'), JSON.stringify({ ...record, settings: { ...record.settings, batch: -3 } }));
    expect(codeOf(() => folder.readRecord())).toBe('run.broken');
    expect(codeOf(() => folder.readCheckpoint())).toBe('checkpoint.missing');
  });

  it('says that it cannot write, and why', () => {
    writeFileSync(join(path, 'file'), '');
    const below = new RunFolder(join(path, 'file', 'run'));
    expect(codeOf(() => below.create())).toBe('file.belowFile');
    expect(codeOf(() => below.writeRecord(record))).toBe('file.belowFile');
  });

  it('clears away what a killed process left of a checkpoint, and of an old file that was being written', () => {
    const folder = new RunFolder(path);
    folder.writeRecord(record);
    const left = (name: string): void => writeFileSync(join(path, name), 'x');
    left('checkpoint.safetensors.writing');
    left('best.safetensors.00c0ffee.writing');
    left('run.json.12345678.writing');
    left('run.json.87654321.writing');
    left('run.json.mine.writing');
    utimesSync(join(path, 'run.json.12345678.writing'), 0, 0);
    folder.lock().release();
    folder.writeRecord(record);
    // The last two: another process may be at it, and it is no name of ours.
    expect(readdirSync(path)).toEqual(['run.json', 'run.json.87654321.writing', 'run.json.mine.writing']);
    expect(folder.remove()).toEqual(['run.json.mine.writing']);
  });

  it('does not write metrics to where a link leads', () => {
    const folder = new RunFolder(path);
    const other = join(path, 'other');
    writeFileSync(other, 'of another');
    symlinkSync('other', folder.file('metrics.jsonl'));
    expect(codeOf(() => folder.lock())).toBe('run.linked');
    expect(readFileSync(other, 'utf8')).toBe('of another');
    expect(existsSync(folder.file('lock.json'))).toBe(false);
  });

  it('deletes the files of a run only, not those of other programs with the same names', () => {
    const folder = new RunFolder(path);
    writeFileSync(folder.file('run.json'), '{"program": "another"}');
    writeFileSync(folder.file('metrics.jsonl'), '{"loss": 1}\n');
    writeFileSync(join(path, 'notes.txt'), '');
    expect(codeOf(() => folder.remove())).toBe('run.notOurs');
    folder.appendMetrics([]);
    writeFileSync(folder.file('metrics.jsonl'), '{"type":"step","epoch":0,"step":0}\n');
    writeFileSync(folder.file('checkpoint.safetensors'), 'of another');
    expect(folder.remove()).toEqual(['checkpoint.safetensors', 'notes.txt', 'run.json']);
    // A record that was cut off is still one.
    writeFileSync(folder.file('run.json'), JSON.stringify(record, null, 2).slice(0, 60));
    expect(folder.remove()).toEqual(['notes.txt']);
    expect(codeOf(() => folder.remove())).toBe('run.notOurs');
  });

  it('drops metrics that a resume will repeat, and a half-written line', () => {
    const folder = new RunFolder(path);
    const steps = [0, 1, 2, 3].map((step) => ({ type: 'step', step }));
    folder.appendMetrics([...steps.slice(0, 2), { type: 'epoch', step: 2 }, ...steps.slice(2)]);
    writeFileSync(folder.file('metrics.jsonl'), `${readFileSync(folder.file('metrics.jsonl'), 'utf8')}{"type":"st`);
    folder.cutMetrics(3);
    const left = readFileSync(folder.file('metrics.jsonl'), 'utf8').trim().split('\n');
    expect(left.map((line) => JSON.parse(line) as object)).toEqual([
      { type: 'step', step: 0 },
      { type: 'step', step: 1 },
      { type: 'epoch', step: 2 },
      { type: 'step', step: 2 },
    ]);
  });
});
