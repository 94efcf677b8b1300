import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compileInference } from '../../engine/compile/inference.ts';
import { openTrainable } from '../../engine/host/open-design.ts';
import { exportModel } from '../../engine/onnx/export.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { inTemporaryFolder, run } from './in-process.ts';

const folder = inTemporaryFolder();
const designs = join(import.meta.dirname, '../fixtures/designs');
const digits = ['--data', 'builtin:digits'];
const tiny = ['train', 'tiny.loom.json', ...digits];

beforeAll(async () => {
  cpSync(designs, '.', { recursive: true });
  writeFileSync('text.loom.json', 'a design');
  writeFileSync('other.loom.json', '{ "name": "something else" }');
  writeFileSync('newer.loom.json', '{ "format": "layerloom", "version": 99 }');
  mkdirSync('folder');
  writeFileSync('picture.png', 'no picture');
  const { graph } = foreignModel();
  writeFileSync('foreign.onnx', graph);
  writeFileSync('pointer.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102146502\n');
  writeFileSync('weights.pth', Buffer.from([0x80, 2, 0x8a, 10]));
  await run([...tiny, '--max-steps', '1', '--out', 'run']);
  for (const name of ['unstarted', 'cut']) cpSync('run', name, { recursive: true });
  for (const file of ['checkpoint.safetensors', 'best.safetensors']) {
    truncateSync(join('cut', file), 100);
    rmSync(join('unstarted', file));
  }
  cpSync('run', 'wrong', { recursive: true });
  writeFileSync('wrong/run.json', readFileSync('run/run.json', 'utf8').replace('"batch": 64', '"batch": "many"'));
}, 60_000);

/** A model without a design, as another program writes it. */
function foreignModel(): { readonly graph: Uint8Array } {
  const { analysis } = openTrainable({ kind: 'template', spec: 'template:course_1x1_times_2' });
  const graph = compileInference(analysis);
  const options = { name: 'x', design: {}, classes: [], normalization: null, foldBatchNorm: false, version: '' };
  const bytes = exportModel(graph, initialState(graph, 0), options);
  return {
    graph: Buffer.from(
      Buffer.from(bytes)
        .toString('latin1')
        .replace('layerloom.design', 'somebody..design')
        .replace('Layerloom', 'Some tool'),
      'latin1',
    ),
  };
}

const mistakes: readonly (readonly string[])[] = [
  [],
  ['tran'],
  ['train', 'tiny.loom.json', '--epoch', '3'],
  ['train', 'tiny.loom.json', '--resume', 'run', '--lr', '0.1', '--no-shuffle'],
  ['train', '--resume', 'run', '--epochs', '0'],
  ['inspect'],
  ['inspect', 'tiny.loom.json', '--input', '224'],
  ['inspect', 'tiny.loom.json', '--convention', 'gflops'],
  ['inspect', 'none.loom.json'],
  ['inspect', 'folder'],
  ['inspect', 'text.loom.json'],
  ['inspect', 'other.loom.json'],
  ['inspect', 'newer.loom.json'],
  ['inspect', 'foreign.onnx'],
  ['inspect', 'none.onnx'],
  ['inspect', 'pointer.onnx'],
  ['inspect', 'weights.pth'],
  ['inspect', 'mistakes.loom.json', '--md'],
  ['inspect', 'template:resnet19'],
  ['inspect', 'template:cifar_resnet?deph=20'],
  ['inspect', 'template:cifar_resnet?depth=21'],
  ['templates', 'resnet-18'],
  ['convert', 'tiny.loom.json'],
  ['convert', 'tiny.loom.json', '--bottleneck', 'relu'],
  ['convert', 'tiny.loom.json', '--residual-to-plain'],
  ['convert', 'template:course_5x5_direct', '--bottleneck', 'conv5x5', '-o', 'folder'],
  ['train'],
  ['train', 'mistakes.loom.json', ...digits],
  ['train', 'tiny.loom.json', '--data', 'builtin:fashion'],
  ['train', 'tiny.loom.json', '--data', 'builtin:mnist'],
  ['train', 'tiny.loom.json', '--data', 'nowhere'],
  ['train', 'tiny.loom.json', '--data', 'folder'],
  [...tiny, '--epochs', 'many'],
  [...tiny, '--epochs', '0'],
  [...tiny, '--lr', '-1'],
  [...tiny, '--optimizer', 'lion'],
  [...tiny, '--schedule', 'linear'],
  [...tiny, '--augment', 'crop4,blur'],
  [...tiny, '--augment', 'crop9'],
  [...tiny, '--resize', '8,8'],
  [...tiny, '--validation', '2'],
  [...tiny, '--schedule', 'step:ten'],
  [...tiny, '--init', 'random'],
  [...tiny, '--batch', '5000'],
  [...tiny, '--device', 'tpu'],
  [...tiny, '--out', 'run'],
  [...tiny, '--out', 'tiny.loom.json/run'],
  ['train', '--resume', 'folder'],
  ['train', '--resume', 'wrong'],
  ['train', '--resume', 'cut'],
  ['evaluate', 'unstarted'],
  ['evaluate', 'run', '--data', 'builtin:fashion', '--threads', '0'],
  ['predict', 'run', 'none.png'],
  ['predict', 'run', 'picture.png'],
  ['export', '--onnx', 'model.onnx'],
  ['export', '--run', 'run', '--onnx', 'run/run.json/model.onnx'],
  ['verify', 'foreign.onnx', '--run', 'run'],
  ['sweep', 'tiny.loom.json', '--depths', '8,20', ...digits],
  ['sweep', 'template:small_inception', '--depths', '8,20', ...digits],
  ['demo', '--only', 'vgg'],
];

test('what people get wrong, and what they are told', async () => {
  const told: string[] = [];
  for (const args of mistakes) {
    const { code, stderr, stdout } = await run(args);
    const shown = stdout === '' ? '' : '(and a table on stdout)\n';
    // Whether a progress bar is written at all depends on how long the work takes.
    const words = stderr
      .replaceAll(folder, '<folder>')
      .replace(/^[█░]+ .*\n/gm, '')
      .replace(/(?<=There is no device tpu; there are: ).*(?=\.$)/m, '<what the machine has>');
    told.push(`$ layerloom ${args.join(' ')}\n${shown}${words}exit ${code}\n`);
  }
  await expect(told.join('\n')).toMatchFileSnapshot('../golden/mistakes.txt');
}, 120_000);

test('a failure is no mistake of input: a file that cannot be written, a model that differs', async () => {
  await run(['export', 'tiny.loom.json', '--seed', '7', '--data', 'builtin:digits', '--onnx', 'another.onnx']);
  expect(await run(['export', '--run', 'run', '--onnx', 'run/run.json/model.onnx'])).toMatchObject({ code: 1 });
  expect(await run(['verify', 'another.onnx', '--run', 'run'])).toMatchObject({ code: 1 });
});

test('an export that is not verified leaves nothing behind, and what was there as it was', async () => {
  const unverified = ['export', 'tiny.loom.json', '--data', 'nowhere', '--onnx'];
  expect(await run([...unverified, 'new.onnx'])).toMatchObject({ code: 2 });
  expect(existsSync('new.onnx')).toBe(false);
  writeFileSync('old.onnx', 'old');
  expect(await run([...unverified, 'old.onnx'])).toMatchObject({ code: 2 });
  expect(readFileSync('old.onnx', 'utf8')).toBe('old');
});
