import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDataSet } from '../../engine/data/data-set.ts';
import type { CallResult } from '../../engine/host/protocol.ts';
import { designInside } from '../../engine/onnx/design-inside.ts';
import { decodeModel } from '../../engine/onnx/wire/decode.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import { dataSettings } from '../../engine/settings/data.ts';
import { designs, type Ended, jsonLines, layerloom, succeed, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

let trained: Ended;
beforeAll(async () => {
  const settings = ['--data', 'builtin:digits', '--epochs', '2', '--batch', '32', '--lr', '0.05', '--test'];
  const design = join(designs, 'tiny.loom.json');
  trained = await succeed(['train', design, ...settings, '--out', 'run'], folder);
}, 120_000);

test('evaluate: as the run itself tested, each image in one cell of the confusion matrix', async () => {
  const { stdout } = await layerloom(['evaluate', 'run', '--json'], folder);
  const [result] = jsonLines(stdout) as unknown as CallResult<'evaluate'>[];
  const { summary } = JSON.parse(readFileSync(at('run/run.json'), 'utf8')) as { summary: Record<string, number> };
  expect(result!.accuracy).toBe(summary['testAccuracy']);
  expect(result!.accuracy).toBeGreaterThan(0.7);
  expect(trained.stderr).toContain(`test accuracy ${(100 * result!.accuracy).toFixed(1)} %`);
  expect(result!.confusion.flat().reduce((a, b) => a + b)).toBe(360);
  const table = await layerloom(['evaluate', 'run'], folder);
  expect(table.stdout).toContain(`accuracy ${(100 * result!.accuracy).toFixed(1)} %`);
  expect(table.stdout).toMatch(/class +images +accuracy +precision/);
});

test('predict: probabilities of a digit as an image file, and of a larger one', async () => {
  const data = await openDataSet(dataSettings.parse({ path: 'builtin:digits' }), { workers: 0 });
  const { pixels, label } = await data.sample('test', 0);
  await data.dispose();
  const small = sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } });
  await small.clone().png().toFile(at('digit.png'));
  await small.resize(64, 64, { kernel: 'nearest' }).png().toFile(at('large.png'));
  const { stdout, code } = await layerloom(['predict', 'run', 'digit.png', 'large.png', '--json'], folder);
  expect(code).toBe(0);
  const predictions = jsonLines(stdout) as unknown as CallResult<'predict'>['predictions'];
  expect(predictions.map((p) => p.image)).toEqual(['digit.png', 'large.png']);
  for (const { classes } of predictions) {
    expect(classes).toHaveLength(10);
    expect(classes.reduce((sum, c) => sum + c.probability, 0)).toBeCloseTo(1, 5);
    expect(classes.map((c) => c.probability)).toEqual(classes.map((c) => c.probability).sort((a, b) => b - a));
    expect(classes[0]!.name).toBe(String(label));
  }
  const bars = await layerloom(['predict', 'run', 'digit.png', '--top', '2'], folder);
  expect(bars.stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(bars.stdout).toMatch(new RegExp(`^ +${label} +\\d+\\.\\d % +[█▏▎▍▌▋▊▉]+$`, 'm'));
});

describe('export and verify', () => {
  const exported: Ended[] = [];
  beforeAll(async () => {
    for (const [file, ...flags] of [['kept.onnx'], ['folded.onnx', '--fold-batch-norm']]) {
      exported.push(await succeed(['export', '--run', 'run', '--onnx', file!, ...flags], folder));
    }
  }, 120_000);

  test('what was written is verified at once', () => {
    for (const { stdout } of exported) expect(stdout).toContain('verified on 4 test images of digits');
  });

  test('the file holds the design, the classes and the normalisation of the run', () => {
    const bytes = readFileSync(at('kept.onnx'));
    const run = JSON.parse(readFileSync(at('run/run.json'), 'utf8')) as {
      design: unknown;
      data: { classes: string[]; mean: number[] };
    };
    expect(designInside(bytes, 'kept.onnx')).toEqual(run.design);
    const { metadata, inputs, outputs } = decodeModel(bytes);
    expect(JSON.parse(metadata['layerloom.classes']!)).toEqual(run.data.classes);
    expect(JSON.parse(metadata['layerloom.normalization']!)).toMatchObject({ mean: run.data.mean });
    expect(inputs.map((i) => [i.name, i.dims])).toEqual([['images', ['N', 1, 8, 8]]]);
    expect(outputs.map((o) => [o.name, o.dims])).toEqual([
      ['logits', ['N', 10]],
      ['probabilities', ['N', 10]],
    ]);
  });

  test('a design can be inspected from its exported file', async () => {
    const { stdout, code } = await layerloom(['inspect', 'kept.onnx', '--json'], folder);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ name: 'tiny', totals: { params: 2618 } });
  });

  test.each(['kept.onnx', 'folded.onnx'])('%s verifies; with one weight changed it does not', async (file) => {
    const verified = await layerloom(['verify', file, '--run', 'run', '--images', '2', '--json'], folder);
    expect(verified.code).toBe(0);
    expect(jsonLines(verified.stdout)[0]).toMatchObject({ images: 2, source: { data: 'digits', part: 'test' } });

    const model = decodeModel(readFileSync(at(file)));
    const weight = model.initializers.find((t) => t.name === 'dense.weight')!;
    const view = new DataView(weight.bytes.buffer, weight.bytes.byteOffset);
    view.setFloat32(4 * 1234, view.getFloat32(4 * 1234, true) + 1e-3, true);
    writeFileSync(at(`changed-${file}`), encodeModel(model));
    const changed = await layerloom(['verify', `changed-${file}`, '--run', 'run'], folder);
    expect(changed).toMatchObject({ code: 1, stdout: '' });
    expect(changed.stderr).toContain('dense.weight[1234] is');
  });

  test('a weight that is changed a lot also shows in the logits', async () => {
    const model = decodeModel(readFileSync(at('kept.onnx')));
    const bias = model.initializers.find((t) => t.name === 'dense.bias')!;
    new DataView(bias.bytes.buffer, bias.bytes.byteOffset).setFloat32(0, 5, true);
    writeFileSync(at('biased.onnx'), encodeModel(model));
    const { code, stderr } = await layerloom(['verify', 'biased.onnx', '--run', 'run'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('dense.bias[0] is 5 in biased.onnx');
    expect(stderr).toMatch(/logits of biased\.onnx .* differ from the float64 reference by up to \d/);
  });

  test('what is no model, and no file', async () => {
    copyFileSync(at('run/run.json'), at('text.onnx'));
    const text = await layerloom(['verify', 'text.onnx', '--run', 'run'], folder);
    expect(text).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('text.onnx is a file of another format (JSON)'),
    });
    const none = await layerloom(['verify', 'none.onnx', '--run', 'run'], folder);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no file none.onnx') });
  });

  test('a design without a run is exported with the weights that training starts with, and compared on fashion', async () => {
    const design = 'template:cifar_plain8?filters=1&height=28&width=28&channels=1';
    const { stdout } = await succeed(['export', design, '--onnx', 'new.onnx'], folder);
    expect(stdout).toContain('images of fashion at 28 × 28:');
  });

  test('images are resized to the design, another one for each channel that is no colour', async () => {
    const { stdout } = await succeed(
      ['export', 'template:course_1x1_on_6x6x32', '--onnx', 'resized.onnx', '--data', 'builtin:digits'],
      folder,
    );
    expect(stdout).toContain('images of digits at 6 × 6, another one in each channel');
  });
});
