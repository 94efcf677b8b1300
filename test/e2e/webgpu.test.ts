import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { designs, jsonLines, layerloom, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
const tiny = join(designs, 'tiny.loom.json');
const training = `train ${tiny} --data builtin:digits --batch 32 --max-steps 3 --no-autotune --json`.split(' ');
const record = (run: string): unknown => JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8'));

test('trains, evaluates and predicts on a GPU, each to a clean end', async () => {
  const trained = await layerloom([...training, '--device', 'webgpu', '--out', 'run'], folder);
  expect(trained).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(record('run')).toMatchObject({ status: 'done', device: { id: 'webgpu:0' } });

  const onGpu = await layerloom(['evaluate', 'run', '--device', 'webgpu', '--json'], folder);
  const onCpu = await layerloom(['evaluate', 'run', '--device', 'cpu', '--json'], folder);
  expect([onGpu.code, onGpu.signal]).toEqual([0, null]);
  const [gpu, cpu] = [onGpu, onCpu].map((e) => jsonLines(e.stdout).at(-1)!) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  expect(gpu['accuracy']).toBe(cpu['accuracy']);
  expect(Number(gpu['loss'])).toBeCloseTo(Number(cpu['loss']), 4);

  const grey = { create: { width: 8, height: 8, channels: 3, background: '#808080' } } as const;
  writeFileSync(join(folder, 'grey.png'), await sharp(grey).png().toBuffer());
  const predicted = await layerloom(['predict', 'run', 'grey.png', '--device', 'webgpu', '--json'], folder);
  expect([predicted.code, predicted.signal]).toEqual([0, null]);
});

test('without any adapter: --device webgpu says so and what to do, auto trains on the processor', async () => {
  const none = { VK_ICD_FILENAMES: join(folder, 'nothing.json'), VK_DRIVER_FILES: join(folder, 'nothing.json') };
  const refused = await layerloom([...training, '--device', 'webgpu', '--out', 'refused'], folder, none);
  expect(refused).toMatchObject({ code: 2, signal: null, stdout: '' });
  expect(refused.stderr).toBe(
    'error No GPU was found for webgpu. Install its driver (on Linux also the Vulkan loader, libvulkan1), or use one of: auto, cpu.\n',
  );
  const auto = await layerloom([...training, '--device', 'auto', '--out', 'auto'], folder, none);
  expect(auto).toMatchObject({ code: 0, stderr: '' });
  expect(record('auto')).toMatchObject({ status: 'done', device: { id: 'cpu' } });
  // With Vulkan's loader, which says that it found no drivers, and without it, unless the machine has one.
  for (const settings of [none, { ...none, LD_LIBRARY_PATH: '' }]) {
    const listed = await layerloom(['devices', '--json'], folder, settings);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect((jsonLines(listed.stdout).at(-1)!['devices'] as { id: string }[]).map((d) => d.id)).toEqual(['cpu']);
  }
});

test('devices: name, memory and features of each adapter; the one that plays a GPU comes last and auto passes it over', async () => {
  const { stdout, code } = await layerloom(['devices', '--json'], folder);
  expect(code).toBe(0);
  const { devices } = jsonLines(stdout).at(-1) as {
    devices: { id: string; name: string; memoryBytes: number; features: string[] }[];
  };
  for (const { name, memoryBytes, features } of devices) {
    expect(name).not.toBe('');
    expect(memoryBytes).toBeGreaterThan(2 ** 28);
    expect(features.length).toBeGreaterThan(0);
  }
  const kinds = devices.map((d) => (d.features.includes('software') ? 'software' : d.id === 'cpu' ? 'cpu' : 'gpu'));
  expect(kinds).toEqual(['gpu', 'cpu', 'software'].flatMap((kind) => kinds.filter((k) => k === kind)));
});
