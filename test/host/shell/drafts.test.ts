import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Drafts } from '../../../engine/host/shell/drafts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-drafts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const draft = (id: string, text = id) => ({ id, path: '/nets/net.loom.json', name: 'net', text, revision: 'r' });
const idsIn = (drafts: Drafts) => drafts.left().map(({ id }) => id);

/** As after a kill: the host's number belongs to nobody. */
function killHost(drafts: Drafts): void {
  drafts.close();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const name of readdirSync(join(folder, 'drafts')).filter((n) => n.endsWith('.json'))) {
    const path = join(folder, 'drafts', name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"pid":${process.pid}`, `"pid":${pid}`));
  }
}

test('a draft of a page that lives is its own; when the page goes it is left behind', () => {
  const drafts = new Drafts(folder);
  drafts.store(draft('a'), 1);
  drafts.store(draft('b'), 2);
  expect(idsIn(drafts)).toEqual([]);
  drafts.release(1);
  expect(drafts.left()).toMatchObject([draft('a')]);
  drafts.close();
});

test('the next host offers what a killed one left, the latest of each and latest first', async () => {
  const first = new Drafts(folder);
  first.store(draft('a', 'one'), 1);
  first.store(draft('b'), 1);
  await new Promise((resolve) => setTimeout(resolve, 5));
  first.store(draft('a', 'two'), 1);
  killHost(first);
  const second = new Drafts(folder);
  expect(second.left()).toMatchObject([draft('a', 'two'), draft('b')]);
  second.remove('a');
  expect(idsIn(second)).toEqual(['b']);
  second.close();
});

test('a host that ended as it should leaves its drafts too', () => {
  const first = new Drafts(folder);
  first.store(draft('a'), 1);
  first.close();
  const second = new Drafts(folder);
  expect(idsIn(second)).toEqual(['a']);
  second.close();
});

test('another host that lives keeps its drafts, until it has been silent for long', () => {
  const first = new Drafts(folder);
  first.store(draft('a'), 1);
  const second = new Drafts(folder);
  expect(idsIn(second)).toEqual([]);
  const long = new Date(Date.now() - 120_000);
  for (const name of readdirSync(join(folder, 'drafts')).filter((n) => n.endsWith('.host'))) {
    utimesSync(join(folder, 'drafts', name), long, long);
  }
  expect(idsIn(second)).toEqual(['a']);
  first.close();
  second.close();
});

test('a damaged draft is no obstacle to the others', () => {
  const first = new Drafts(folder);
  first.store(draft('a'), 1);
  first.close();
  writeFileSync(join(folder, 'drafts', 'broken.json'), '{"id":');
  writeFileSync(join(folder, 'drafts', 'other.json'), '{"id":"x"}');
  const second = new Drafts(folder);
  expect(idsIn(second)).toEqual(['a']);
  second.close();
});
