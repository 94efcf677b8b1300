import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describe as text } from '../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { writeFileWhole } from '../../engine/host/shell/write-file.ts';
import { makeFolder } from '../../engine/train/make-folder.ts';
import { writeProblem } from '../../engine/train/write-problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

const said = (code: string): string =>
  text(writeProblem(Object.assign(new Error(`${code}: said the system`), { code }), '/nowhere/net.onnx'));

test.each([
  [
    'ENOSPC',
    'The disk of /nowhere/net.onnx is full, or your share of it is used up. Free some space, or choose another place.',
  ],
  [
    'EDQUOT',
    'The disk of /nowhere/net.onnx is full, or your share of it is used up. Free some space, or choose another place.',
  ],
  ['EROFS', 'The disk of /nowhere/net.onnx can be read, but not written. Choose a place on another disk.'],
  [
    'EACCES',
    '/nowhere/net.onnx may not be written by this user. Change its permissions or those of its folder, or choose another place.',
  ],
  ['ENOENT', '/nowhere/net.onnx cannot be written: there is no folder /nowhere. Make it, or choose another place.'],
  ['ENAMETOOLONG', 'The name /nowhere/net.onnx is too long for this disk. Choose a shorter one.'],
  [
    'EIO',
    'The disk of /nowhere/net.onnx does not take what is written (EIO). Check whether it is connected and whole, or choose a place on another disk.',
  ],
  ['EMFILE', '/nowhere/net.onnx cannot be written (EMFILE). Choose another place.'],
])('%s', (code, message) => {
  expect(said(code)).toBe(message);
});

const refusal = (path: string): string => {
  try {
    writeFileWhole(path, Buffer.from('new'));
  } catch (error) {
    if (error instanceof ProblemError) return text(error.problems[0]!).replaceAll(folder, 'DIR');
    throw error;
  }
  return 'written';
};

test('what is in the way is named', () => {
  writeFileSync(join(folder, 'file'), 'old');
  expect(refusal(join(folder, 'file', 'run', 'net.onnx'))).toBe(
    'DIR/file/run/net.onnx cannot be written: DIR/file is a file, and a folder would have to be there. Choose another place.',
  );
  expect(refusal(join(folder, 'a'.repeat(300)))).toMatch(/is too long for this disk/);
  expect(refusal(folder)).toBe('DIR cannot be written: it is a folder. Give the name of a file.');
});

test('folders are made, and said to be new only then', () => {
  const made = join(folder, 'a', 'b', 'c');
  expect([makeFolder(made), makeFolder(made), statSync(made).isDirectory()]).toEqual([true, false, true]);
  expect(() => makeFolder(join(folder, 'file', 'x'))).toThrow(/ENOTDIR/);
  expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
});

test.skipIf(process.platform === 'win32')('a file is written behind a link, and a device stays one', () => {
  writeFileSync(join(folder, 'file'), 'old');
  symlinkSync('file', join(folder, 'link'));
  expect(refusal(join(folder, 'link'))).toBe('written');
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
  symlinkSync('/dev/null', join(folder, 'nowhere'));
  expect(refusal(join(folder, 'nowhere'))).toBe('written');
  expect(statSync(join(folder, 'nowhere')).isCharacterDevice()).toBe(true);
});
