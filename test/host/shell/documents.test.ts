import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { readDesign, writeDesign } from '../../../engine/host/shell/documents.ts';
import { LONGEST_DESIGN } from '../../../engine/host/shell-protocol.ts';
import { onnxFile } from '../../onnx/onnx-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]?.code ?? '';
    throw error;
  }
  return 'none';
}

describe('a design', () => {
  const path = join(folder, 'net.loom.json');

  test('is read as it was written', () => {
    const written = writeDesign(path, '{"名":"网络"}\n', null);
    expect(readDesign(path)).toEqual({ path, name: 'net.loom.json', text: '{"名":"网络"}\n', ...written });
  });

  test('that another program changed is not overwritten unasked', () => {
    const { revision } = readDesign(path);
    writeFileSync(path, 'theirs');
    expect(writeDesign(path, 'ours', revision)).toEqual({ changed: true });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(writeDesign(path, 'ours', null)).toHaveProperty('revision');
    expect(readFileSync(path, 'utf8')).toBe('ours');
  });

  test('that another program deleted is not written anew unasked', () => {
    const { revision } = readDesign(path);
    rmSync(path);
    expect(writeDesign(path, 'ours', revision)).toEqual({ changed: true });
  });

  test('keeps its permissions, and leaves nothing beside it', () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    writeDesign(path, 'new', null);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['net.loom.json']);
  });

  test('stays whole where the new one cannot be written', () => {
    const blocked = join(folder, 'net.loom.json', 'inside.json');
    expect(code(() => writeDesign(blocked, 'x', null))).toBe('file.belowFile');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['net.loom.json']);
  });
});

test('what cannot be read says why', () => {
  const at = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  mkdirSync(join(folder, 'folder.json'));
  expect(code(() => readDesign(join(folder, 'gone.json')))).toBe('file.notFound');
  expect(code(() => readDesign(join(folder, 'folder.json')))).toBe('file.notFile');
  // Nobody writes to it: a read would never end.
  execFileSync('mkfifo', [join(folder, 'pipe.json')]);
  expect(code(() => readDesign(join(folder, 'pipe.json')))).toBe('file.notFile');
  expect(code(() => readDesign(at('net.txt', '{}')))).toBe('file.wrongKind');
  expect(code(() => readDesign(at('huge.json', new Uint8Array(LONGEST_DESIGN + 1))))).toBe('file.tooLarge');
  const latin1 = at('latin1.json', Uint8Array.of(0x7b, 0xc3, 0xa9, 0xe9, 0x7d));
  expect(() => readDesign(latin1)).toThrow(/file\.notText .*"offset":3/);
});

test('of an ONNX file the design inside is read; what another file is, is said', () => {
  const at = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const design = { format: 'layerloom', name: '网络' };
  const own = at('own.onnx', onnxFile({ 'layerloom.design': JSON.stringify(design) }));
  expect(readDesign(own)).toMatchObject({ path: own, name: 'own.onnx', text: JSON.stringify(design) });
  const said = (name: string, content: Uint8Array | string): string => code(() => readDesign(at(name, content)));
  const theirs = join(import.meta.dirname, '../../fixtures/foreign/pytorch2.4-mnist-tiny.onnx');
  expect(JSON.parse(readDesign(theirs).text)).toMatchObject({
    name: 'pytorch2.4-mnist-tiny',
    description: 'Drawn from an ONNX file by pytorch 2.4.1.',
    nodes: expect.arrayContaining([expect.objectContaining({ kind: 'classifier' })]) as unknown,
  });
  expect(said('pointer.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n')).toBe(
    'file.lfsPointer',
  );
  expect(said('page.onnx', '<!doctype html><title>404</title>')).toBe('file.webPage');
  expect(said('empty.onnx', '')).toBe('file.empty');
  expect(said('picture.json', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff))).toBe(
    'file.otherFormat',
  );
  expect(code(() => writeDesign(own, '{}', null))).toBe('file.wrongKind');
});
