import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkImports, checkName, checkTree } from './check-tree.ts';
import { BOUNDARY, PURE } from './layers.ts';
import { wideLines } from './widths.ts';

const root = join(import.meta.dirname, '../..');

test('the repository keeps the rules', () => {
  expect(checkTree(root)).toEqual([]);
});

describe('a planted import', () => {
  test.each([
    ['engine/base/planted.ts', `import { conv } from '../ops/conv.ts';`, 'base/ comes before ops/'],
    ['engine/ops/planted.ts', `import type { Layer } from '../layers/layer.ts';`, 'ops/ comes before layers/'],
    ['engine/train/planted.ts', `export * from '../host/service.ts';`, 'train/ comes before host/'],
    ['engine/data/planted.ts', `const host = await import('../host/service.ts');`, 'data/ comes before host/'],
    ['engine/data/planted.ts', `const host = await import(name);`, 'imports a computed path'],
    ['engine/planted.ts', `import { conv } from './ops/conv.ts';`, 'engine/planted.ts lies in no folder'],
    ['engine/extra/planted.ts', `import { conv } from '../ops/conv.ts';`, 'lies in no folder'],
    ['engine/design/planted.ts', `import { readFileSync } from 'node:fs';`, 'pure code imports no node:fs'],
    ['engine/design/planted.ts', `import { readFileSync } from 'fs';`, 'pure code imports no node:fs'],
    [
      'engine/onnx/planted.ts',
      `import { InferenceSession } from 'onnxruntime-node';`,
      'pure code imports no onnxruntime-node',
    ],
    ['engine/layers/planted.ts', `import { useState } from 'react';`, 'pure code imports no react'],
    ['engine/host/planted.ts', `import { app } from 'electron';`, 'the engine imports no electron'],
    ['engine/host/protocol.ts', `import type { Run } from '../train/run.ts';`, 'only what a browser can run'],
    ['engine/host/planted.ts', `import { cases } from '../../test/fixtures/cases.ts';`, 'nothing imports test/'],
    ['engine/host/planted.ts', `import { root } from '../../scripts/root.mjs';`, 'the engine imports only the engine'],
    ['engine/ir/planted.ts', `import { f32 } from './types';`, 'needs its extension'],
    ['electron/planted.ts', `import { analyze } from '../engine/analyze/analyze.ts';`, 'electron/ imports only'],
    ['renderer/state/planted.ts', `import { serve } from '../../engine/host/serve.ts';`, 'renderer/ imports only'],
    ['renderer/planted.ts', `import { join } from 'node:path';`, 'renderer/ imports nothing of Node'],
    ['scripts/planted.mjs', `import { join } from '../engine/base/random.ts';`, 'scripts/ imports only itself'],
  ])('%s: %s', (file, text, reason) => {
    expect(checkImports(file, `// A comment first.\n${text}\n`)).toEqual([expect.stringContaining(reason)]);
    expect(checkImports(file, `// A comment first.\n${text}\n`)[0]).toMatch(`${file}:2: `);
  });
});

test.each([
  ['engine/compile/allowed.ts', `import { conv } from '../ops/conv.ts';`],
  ['engine/compile/allowed.ts', `import { z } from 'zod';`],
  ['engine/onnx/allowed.ts', `import { create } from '@bufbuild/protobuf/wire';`],
  ['engine/host/allowed.ts', `import { readFileSync } from 'node:fs';`],
  ['engine/host/protocol.ts', `import type { Settings } from '../settings/training.ts';`],
  ['electron/allowed.ts', `import { app } from 'electron'; import type { Call } from '../engine/host/protocol.ts';`],
  ['renderer/state/allowed.ts', `import { analyze } from '../../engine/analyze/analyze.ts';`],
  ['test/ops/allowed.test.ts', `import { conv } from '../../engine/ops/conv.ts';`],
  ['vitest.config.ts', `import { build } from './scripts/build.mjs';`],
])('an import that is allowed, %s: %s', (file, text) => {
  expect(checkImports(file, text)).toEqual([]);
});

test.each(['engine/utils/strings.ts', 'engine/base/helpers/strings.ts', 'engine/base/twoWords/strings.ts'])(
  'a folder named like the one in %s is refused',
  (file) => expect(checkName(file)).toHaveLength(1),
);

test.each([
  ['a document', 'docs/planted.md', `${'word '.repeat(25)}\n`, 1],
  ['a listing in one', 'docs/planted.md', `\`\`\`text\n${'word '.repeat(25)}\n\`\`\`\n`, 0],
  ['a row of a table in one', 'docs/planted.md', `| ${'word '.repeat(25)}|\n`, 0],
  ['a comment', 'engine/base/planted.ts', `// ${'word '.repeat(25)}\n`, 1],
  ['a line of a longer comment', 'engine/base/planted.ts', `/**\n * ${'word '.repeat(25)}\n */\n`, 1],
  ['code', 'engine/base/planted.ts', `const a = '${'word '.repeat(25)}';\n`, 0],
])('of lines of 125 columns, %s', (_, file, text, wide) => {
  expect(wideLines(file, text)).toHaveLength(wide);
});

describe('on a tree of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-rules-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('a planted file is found', () => {
    const file = join(folder, 'engine/base/nested/planted.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import '../../host/cli.ts';\n`);
    expect(checkTree(folder)).toEqual(['engine/base/nested/planted.ts:1: base/ comes before host/']);
  });

  test('reading no files is a failure', () => {
    expect(() => checkTree(folder)).toThrow('nothing was checked');
  });
});

test('the linter keeps Node and the DOM out of the same folders', () => {
  const { overrides } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
  const restricted = overrides.find((entry: { rules: object }) => 'no-restricted-globals' in entry.rules);
  expect(restricted.files).toEqual([...PURE.map((name) => `engine/${name}/**`), ...BOUNDARY]);
});
