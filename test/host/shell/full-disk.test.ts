import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { Shell } from '../../../engine/host/shell/shell.ts';
import { disk } from '../runs/small-disk.ts';

vi.mock('node:fs', async (original) => (await import('../runs/small-disk.ts')).onSmallDisk(await original()));

const root = mkdtempSync(join(tmpdir(), 'layerloom-full-'));
const path = join(root, 'net.loom.json');
const full = (writes: number): unknown => Object.assign(disk, { left: writes, freed: false });
afterEach(() => full(Number.POSITIVE_INFINITY));
afterAll(() => rmSync(root, { recursive: true }));

function shell(name: string): Shell {
  const dataFolder = join(root, name);
  return new Shell({ kind: 'desktop', dataFolder, folder: root, runsFolder: join(root, 'runs'), open: null });
}
const ask = (host: Shell, name: Parameters<Shell['answer']>[0], params: unknown): Promise<unknown> =>
  host.answer(name, params, 1);

test('a design that does not fit is said; the one before it is whole, and nothing is left beside it', async () => {
  const host = shell('saving');
  writeFileSync(path, 'the old design');
  full(0);
  const answer = await ask(host, 'files.write', { path, text: 'the new design', revision: null });
  expect(answer).toMatchObject({ problems: [{ code: 'file.diskFull', values: { path } }] });
  expect(readFileSync(path, 'utf8')).toBe('the old design');
  expect(readdirSync(root).filter((name) => name.startsWith('net'))).toEqual(['net.loom.json']);
  host.drafts.close();
});

test('a design that just fits is saved, though the list of recent files is not', async () => {
  const host = shell('recent');
  writeFileSync(path, 'the old design');
  full(1);
  const answer = (await ask(host, 'files.write', { path, text: 'the new design', revision: null })) as object;
  expect(answer).toMatchObject({ result: { revision: expect.any(String) } });
  expect(readFileSync(path, 'utf8')).toBe('the new design');
  full(0);
  expect(await ask(host, 'files.read', { path })).toMatchObject({ result: { text: 'the new design' } });
  host.drafts.close();
});

test('a draft that does not fit is said, and the one before it is kept', async () => {
  const host = shell('drafting');
  const draft = { id: 'one', path: null, name: 'net', text: 'before', revision: null };
  await ask(host, 'drafts.store', draft);
  full(0);
  const answer = await ask(host, 'drafts.store', { ...draft, text: 'after' });
  expect(answer).toMatchObject({ problems: [{ code: 'file.diskFull' }] });
  host.drafts.release(1);
  expect(await ask(host, 'drafts.left', {})).toMatchObject({ result: { drafts: [{ text: 'before' }] } });
  host.drafts.close();
});

test('a data folder that cannot be made keeps nobody from working', async () => {
  writeFileSync(join(root, 'file'), '');
  const host = shell(join('file', 'data'));
  expect(await ask(host, 'hello', {})).toMatchObject({ result: { kind: 'desktop' } });
  expect(await ask(host, 'drafts.left', {})).toEqual({ result: { drafts: [] } });
  writeFileSync(path, 'the design');
  expect(await ask(host, 'files.read', { path })).toMatchObject({ result: { text: 'the design' } });
  const draft = { id: 'one', path: null, name: 'net', text: '', revision: null };
  expect(await ask(host, 'drafts.store', draft)).toMatchObject({ problems: [{ code: 'file.belowFile' }] });
  host.drafts.close();
});

test('a data folder that vanishes is made again', async () => {
  const host = shell('vanishing');
  rmSync(join(root, 'vanishing'), { recursive: true });
  const draft = { id: 'one', path: null, name: 'net', text: 'kept', revision: null };
  expect(await ask(host, 'drafts.store', draft)).toEqual({ result: {} });
  const next = shell('vanishing');
  expect(await ask(next, 'drafts.left', {})).toEqual({ result: { drafts: [] } });
  host.drafts.close();
  expect(await ask(next, 'drafts.left', {})).toMatchObject({ result: { drafts: [{ text: 'kept' }] } });
  next.drafts.close();
});
