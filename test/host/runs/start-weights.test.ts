import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ProblemError } from '../../../engine/base/diagnostics.ts';
import { train } from '../../../engine/host/jobs/train.ts';
import { calls } from '../../../engine/host/protocol.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import { encodeSafetensors } from '../../../engine/train/safetensors.ts';
import { few, goOn, stopAfter, trainInto, warnings } from './kept-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-from-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** Weights and running statistics, without what an optimizer remembers. */
const network = (run: string): ReadonlyMap<string, Float32Array> =>
  new Map(
    [...new RunFolder(run).readCheckpoint('checkpoint.safetensors').tensors]
      .filter(([name]) => /\.(weight|bias|gamma|beta|mean|variance)$/.test(name))
      .map(([name, { data }]) => [name, data]),
  );

test('a training starts from what a run learned, which is kept before its first step, and goes on from there', async () => {
  await trainInto(at('first'));
  const taught = network(at('first'));
  const told = warnings();
  const change = { from: at('first'), settings: { ...few.settings, seed: 7 } };
  await train(calls.train.parse({ ...few, ...change, out: at('stopped') }), told.emit, stopAfter(0));
  expect(told.codes).toContain('from.all');
  // The best epoch's, which of a run that learns is the last.
  const started = network(at('stopped'));
  expect([...started.keys()].sort()).toEqual([...taught.keys()].sort());
  const best = new RunFolder(at('first')).readCheckpoint('best.safetensors').tensors;
  for (const [name, numbers] of started) expect([name, numbers]).toEqual([name, best.get(name)!.data]);

  // As one that nobody stopped, to the bit, wherever the first run is by then.
  await trainInto(at('whole'), change);
  rmSync(at('first'), { recursive: true });
  await goOn(at('stopped'));
  expect(network(at('stopped'))).toEqual(network(at('whole')));
});

test('a classifier of another number of classes is made to fit, what the file lacks starts anew, and of another network nothing fits', async () => {
  const { document } = few.design as {
    readonly document: { readonly nodes: readonly Readonly<Record<string, unknown>>[] };
  };
  const nodes = document.nodes.map((node) => (node['kind'] === 'dense' ? { ...node, params: { units: 6 } } : node));
  const design = { kind: 'document', name: 'six', document: { ...document, nodes } } as const;
  const settings = { ...few.settings, epochs: 1, maxSteps: 1 };
  await trainInto(at('ten'), { settings });
  const { tensors } = new RunFolder(at('ten')).readCheckpoint('checkpoint.safetensors');
  const withoutHead = new Map([...tensors].filter(([name]) => !name.startsWith('dense')));
  writeFileSync(at('trunk.safetensors'), encodeSafetensors({ tensors: withoutHead, metadata: {} }));
  const saidOf = async (from: string): Promise<readonly string[]> => {
    const told = warnings();
    await train(calls.train.parse({ ...few, design, settings, from }), told.emit, alwaysRun);
    return told.codes.filter((code) => code.startsWith('from.'));
  };
  expect(await saidOf(at('ten'))).toEqual(['from.all']);
  expect(await saidOf(at('trunk.safetensors'))).toEqual(['from.some']);

  const foreign = join(import.meta.dirname, '../../fixtures/foreign/pytorch2.4-mnist-tiny.onnx');
  const refusal = (from: string): Promise<string> =>
    trainInto(at('none'), { from }).then(
      () => '',
      (error: ProblemError) => error.problems[0]!.code,
    );
  expect([await refusal(foreign), await refusal(at('nowhere'))]).toEqual(['from.none', 'from.notFound']);
});
