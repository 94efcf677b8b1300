import { renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ProblemError } from '../../../engine/base/diagnostics.ts';
import { openDataSet } from '../../../engine/data/data-set.ts';
import { chooseCompute } from '../../../engine/host/jobs/compute.ts';
import { imageFacts } from '../../../engine/host/jobs/images.ts';
import { newRecord } from '../../../engine/host/jobs/run-record.ts';
import { runTraining } from '../../../engine/host/jobs/run-training.ts';
import { openTrainable } from '../../../engine/host/open-design.ts';
import { dataSettings } from '../../../engine/settings/data.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { alwaysRun, type TrainEvent } from '../../../engine/train/events.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import { writePngs } from '../../data/data-sets-on-disk.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { goOn, list, outcome, stopAfter } from './kept-run.ts';

inTemporaryFolder();
const images = dataSettings.parse({ path: 'images', validation: 0.25, test: 0, resize: { height: 8, width: 8 } });
const settings = trainingSettings.parse({ epochs: 2, batch: 4 });

beforeAll(() => writePngs('.', { 'images/cat': 16, 'images/dog': 16 }, { height: 8, width: 8 }));

/** Trains on images that are too many to be kept in memory, so that each batch reads its files. */
async function train(run: string, watch: (event: TrainEvent) => void): Promise<void> {
  const compute = await chooseCompute('cpu', 1);
  const data = await openDataSet(images, { workers: 0, memoryLimit: 0 });
  const folder = new RunFolder(run);
  folder.create();
  try {
    const design = openTrainable({ kind: 'template', spec: 'template:cifar_resnet?depth=8' }, imageFacts(data));
    const run = { design, settings, dataSettings: images, data, compute, autotune: false };
    const kept = { folder, record: await newRecord(run) };
    const how = { resume: false, checkpointEvery: 2, layerMetricsEvery: 10, test: false };
    await runTraining({ ...run, kept, ...how }, watch, alwaysRun);
  } finally {
    await data.dispose();
  }
}

/** What happens in the step's event, at the end of it. */
const at =
  (step: number, act: () => void) =>
  (event: TrainEvent): void => {
    if (event.type === 'step' && event.step === step) act();
  };

test.each([
  ['within an epoch', 2],
  ['before its validation', 5],
])('a data folder that vanishes %s: said, kept, and the run goes on where it lies now', async (_, step) => {
  await train('whole', () => {});
  const vanished = train(
    'runs/run',
    at(step, () => renameSync('images', 'elsewhere')),
  );
  const gone = { code: 'train.dataGone', values: { path: 'images' } };
  await expect(vanished).rejects.toMatchObject({ problems: [gone] });
  expect(await list('runs')).toMatchObject([{ status: 'failed', hasCheckpoint: true, problems: [gone] }]);

  const missing = { problems: [{ code: 'train.dataGone', values: { path: resolve('images') } }] };
  await expect(goOn('runs/run')).rejects.toMatchObject(missing);

  // Where they lie now, and later there.
  await goOn('runs/run', { data: 'elsewhere' }, stopAfter(1));
  await goOn('runs/run');
  expect(outcome('runs/run')).toEqual(outcome('whole'));
  renameSync('elsewhere', 'images');
  for (const run of ['runs', 'whole']) rmSync(run, { recursive: true });
});

test('images that are not those of the run are refused, and it is said what differs', async () => {
  await train('runs/run', () => {});
  const size = { height: 8, width: 8 };
  await writePngs('.', { 'fewer/cat': 16, 'fewer/dog': 12 }, size);
  await writePngs('.', { 'renamed/cat': 16, 'renamed/hound': 16 }, size);
  await writePngs('.', { scratch: 1, 'others/cat': 16, 'others/dog': 16 }, size);
  const refused = async (data: string): Promise<unknown> => {
    const { problems } = (await goOn('runs/run', { data, epochs: 3 }).catch((error: unknown) => error)) as ProblemError;
    return problems.map(({ code, values: { what, before, now } }) => ({ code, what, before, now }));
  };
  const code = 'resume.dataChanged';
  expect(await refused('fewer')).toEqual([{ code, what: 'number of training images', before: '24', now: '21' }]);
  expect(await refused('renamed')).toEqual([{ code, what: 'classes', before: 'cat, dog', now: 'cat, hound' }]);
  expect(await refused('others')).toMatchObject([{ code, what: 'mean of the pixels' }]);
  await expect(goOn('runs/run', { data: 'nowhere' })).rejects.toMatchObject({ problems: [{ code: 'data.notFound' }] });
  rmSync('runs', { recursive: true });
});

test('one image that vanishes is named', async () => {
  const file = 'images/cat/3.png';
  const vanished = train(
    'runs/run',
    at(0, () => rmSync(file)),
  );
  await expect(vanished).rejects.toMatchObject({
    problems: [{ code: 'train.dataGone', values: { path: resolve(file) } }],
  });
});
