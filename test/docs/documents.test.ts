import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import type { BlockDefinition, LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { createProgram } from '../../engine/host/program.ts';
import { PURE } from '../rules/layers.ts';
import { made } from './made.ts';
import { commandLines, headings, linkedHeadings, markedBlocks, namedPaths, withContents } from './markdown.ts';
import { follow } from './one-block.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
const texts = files.map((file) => ({ file, markdown: read(file) }));
const architecture = read('docs/architecture.md');
const shown = markedBlocks(architecture);
const document = shown.find((block) => block.kind === 'document')!.content;
/**
 * The design that docs/architecture.md follows from JSON to the step; what other texts show of it is of the same step.
 */
const followed = follow(document);

describe.each(texts)('$file', ({ file, markdown }) => {
  /** `npx vitest run test/docs -u` writes these parts anew. */
  test('shows what the project makes today', async () => {
    const fresh = await withContents(markdown, async ({ kind, argument, content }) => {
      if (kind === 'made') return made(argument, followed);
      return kind === 'document' ? serializeDocument(follow(content).document) : content;
    });
    await expect(fresh).toMatchFileSnapshot(join(root, file));
  });

  test('quotes sources that are so', () => {
    const quotes = markedBlocks(markdown).filter(({ kind }) => kind === 'source');
    const stale = quotes.flatMap(({ argument, content }) => {
      const source = read(argument);
      return content.split(/^ *…\n/m).flatMap((part) => (source.includes(part) ? [] : [`${argument}: ${part}`]));
    });
    expect(stale).toEqual([]);
  });

  test('names files that exist', () => {
    const missing = namedPaths(markdown, posix.dirname(file)).filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });

  test('links to headings that exist', () => {
    const missing = linkedHeadings(markdown, file).filter(([path, anchor]) => !headings(read(path)).includes(anchor));
    expect(missing).toEqual([]);
  });

  test('names no folder of the machine that it was written on', () => {
    expect(markdown).not.toMatch(/(?<![\w.])\/(?:home|root|tmp|work|Users)\//);
  });

  test('names commands, flags and scripts that exist', () => {
    const wrong = commandLines(markdown).filter((line) => !isKnown(line));
    expect(wrong).toEqual([]);
  });
});

/** What the texts show in parts: the step of the design that they follow. */
describe('the residual block, whole', () => {
  test.each([
    ['block.json', 'block basicResidual'],
    ['graph.txt', 'graph'],
    ['onnx.txt', 'onnx plain'],
    ['onnx-blocked.txt', 'onnx blocked'],
    ['kernels.txt', 'kernels'],
    ['activation2.wgsl', 'kernel forward block/activation2 relu map'],
    ['conv1.wgsl', 'kernel forward block/conv1 conv2d tile'],
  ])('%s', async (file, recipe) => {
    await expect(await made(recipe, followed)).toMatchFileSnapshot(join(root, 'test/golden/one-block', file));
  });
});

test('the folder map of docs/architecture.md has every folder of the engine, in the order of imports', () => {
  const map = architecture.slice(architecture.indexOf('## Folders'));
  const folders = [...map.matchAll(/^\| `engine\/(\w+)\/` \|/gm)].map((match) => match[1]!);
  expect(folders.slice(0, PURE.length)).toEqual(PURE);
  expect(folders.toSorted()).toEqual(readdirSync(join(root, 'engine')).toSorted());
});

test('the block can stand in a document and gives the same network as the built-in one', async () => {
  const basicResidual = JSON.parse(await made('block basicResidual', followed)) as BlockDefinition;
  const own: LoomDocument = { ...followed.document, blocks: { basicResidual } };
  const { document: parsed, problems } = parseDocument(JSON.stringify(own), 'docs/architecture.md');
  expect(problems).toEqual([]);
  const { network, problems: found } = expand(parsed!, {});
  expect([...found, ...analyze(network).problems]).toEqual([]);
  expect(network).toEqual(followed.network);
});

/**
 * Whether a command line is one of git's or of tools, or names a script of package.json, or a command of ours with
 * flags that it has.
 */
function isKnown(line: string): boolean {
  const layerloom = /^(?:npm run --silent layerloom -- |layerloom )(.*)$/.exec(line)?.[1];
  if (layerloom !== undefined) return isCommand(createProgram(), layerloom.split(/\s+/));
  const script = /^npm (?:run )?([\w:-]+)/.exec(line)?.[1];
  if (script === undefined) return /^(git|npx|python3|node|cd|export) /.test(line);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  return script === 'ci' || script in scripts;
}

function isCommand(program: Command, [name, ...args]: readonly string[]): boolean {
  if (name === '--help') return true;
  const command = program.commands.find((c) => c.name() === name);
  const flags = args.filter((arg) => /^--?[a-z]/.test(arg)).map((arg) => arg.replace(/=.*/, ''));
  return (
    command !== undefined && flags.every((flag) => command.options.some((o) => o.short === flag || o.long === flag))
  );
}
