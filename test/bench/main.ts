/**
 * Speed as ratios to others in one run on one machine, and waits against their limits. Prints tables and writes JSON.
 * Timings never gate a test.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { isSoftware, webgpuBackend } from '../../engine/backends/webgpu/index.ts';
import { gpuStepCases, stepCases } from './cases.ts';
import { benchEditing, type TimeRow } from './editing.ts';
import { benchHost, type HostRow } from './host.ts';
import { benchSteps, type StepRow } from './steps.ts';
import { benchConvolutions, benchResnet20, type ConvolutionRow } from './webgpu.ts';

const usage = `npm run bench [-- OPTION…]

  --device cpu       training steps against PyTorch, and waits of the live numbers (default)
  --device webgpu    on the first GPU: convolutions against jax-js and tfjs (npm ci in test/bench/peers-js),
                     training steps against PyTorch on CUDA, what the processor does for a step
  --software         on a GPU that the processor plays (Linux, x64): what is slow there may be fast on hardware
  --only PART        cpu: steps or waits; webgpu: convolutions, steps or host
  --rounds N         times that both sides take turns (default 3)
  --steps N          measured steps a round (default 15)
  --threads N        threads of the processor (default 2)
  --out FILE         results as JSON (default bench-results/latest.json)
`;

function options() {
  try {
    return parseArgs({
      options: {
        rounds: { type: 'string', default: '3' },
        steps: { type: 'string', default: '15' },
        threads: { type: 'string', default: '2' },
        device: { type: 'string', default: 'cpu' },
        only: { type: 'string' },
        out: { type: 'string', default: 'bench-results/latest.json' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

const values = options();

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  onnxruntime: dependencies['onnxruntime-node'],
};

const number = (x: number | null, digits = 1, missing = 'no PyTorch here'): string =>
  x === null ? missing : x.toFixed(digits);

/** In bold, as what is compared; nothing where there is no number. */
const ratio = (x: number | null): string => (x === null ? '' : `**${x.toFixed(2)}**`);

function write(results: object): void {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify({ date: new Date().toISOString(), machine, ...results }, null, 2)}\n`);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

const [rounds, steps, threads] = [values.rounds, values.steps, values.threads].map(Number) as [number, number, number];

const stepTable = (rows: readonly StepRow[]): readonly string[] => [
  '| training step | ours, ms | PyTorch, ms | ratio | our peak, MB | its peak, MB | ratio |',
  '| --- | --: | --: | --: | --: | --: | --: |',
  ...rows.map(
    (r) =>
      `| ${r.name}, batch ${r.batch} at ${r.size} | ${number(r.oursMs)} | ${number(r.peerMs)} | ${ratio(r.timeRatio)} | ${number(r.oursPeakMb, 0)} | ${number(r.peerPeakMb, 0)} | ${number(r.memoryRatio, 2, '')} |`,
  ),
];

const convolutionTable: readonly string[] = [
  'Forward and both gradients of a convolution, readback included, ms:',
  '',
  '| convolution | ours | jax-js | tfjs | times faster than the better |',
  '| --- | --: | --: | --: | --: |',
];

const hostTable: readonly string[] = [
  'The processor records and submits a training step (its dispatches and bindings, over kernels that do nothing), ms:',
  '',
  '| step | kernels | pipelines | lowest | median | limit |',
  '| --- | --: | --: | --: | --: | --: |',
];

const hostLine = (r: HostRow): string =>
  `| ${r.name}, batch ${r.batch} | ${r.kernels} | ${r.pipelines} | ${r.lowestMs.toFixed(2)} | ${r.medianMs.toFixed(2)} | ${r.limitMs} |`;

async function onGpu(): Promise<void> {
  const [gpu] = await webgpuBackend().devices();
  if (!gpu) {
    process.stderr.write(
      'There is no GPU here that Vulkan, Metal or Direct3D 12 knows: install its driver and try again, or add --software.\n',
    );
    process.exitCode = 1;
    return;
  }
  const timing = { steps, threads, device: 'webgpu' } as const;
  const has = (part: string): boolean => (values.only ?? part) === part;
  // First, while the machine is cool and nothing else has run.
  const host = has('host') ? await benchHost() : [];
  const convolutions = has('convolutions') ? benchConvolutions(rounds, steps) : [];
  const resnet20 = has('steps') ? benchResnet20(rounds, timing) : null;
  // What plays a GPU on the processor would take hours for a ResNet-50.
  const measured = has('steps') && !isSoftware(gpu) ? gpuStepCases : [];
  const trained = benchSteps(measured, rounds, timing);
  write({ gpu, host, convolutions, resnet20, steps: trained });
  const peer = (ms: number | null): string => number(ms, 1, 'not installed');
  const line = (r: ConvolutionRow): string =>
    `| ${r.shape} | ${number(r.oursMs)} | ${peer(r.jaxMs)} | ${peer(r.tfjsMs)} | ${ratio(r.faster)} |`;
  print([
    `${gpu.name} (${gpu.features.join(', ')}); Node ${machine.node}`,
    '',
    ...(host.length > 0 ? [...hostTable, ...host.map(hostLine), ''] : []),
    ...(convolutions.length > 0 ? [...convolutionTable, ...convolutions.map(line), ''] : []),
    ...(resnet20
      ? [
          `Training step of a CIFAR ResNet-20, batch ${resnet20.batch}: ${number(resnet20.oursMs)} ms; jax-js for its convolutions alone: ${peer(resnet20.jaxMs)}. ${ratio(resnet20.faster)}`,
          '',
        ]
      : []),
    ...(measured.length > 0 ? stepTable(trained) : has('steps') ? ['Training steps: not measured.'] : []),
  ]);
}

async function onProcessor(): Promise<void> {
  // The waits come first: the steps' child processes leave the machine warm and its caches cold.
  const editing = values.only === 'steps' ? [] : await benchEditing();
  const trained = values.only === 'waits' ? [] : benchSteps(stepCases, rounds, { steps, threads, device: 'cpu' });
  write({ steps: trained, editing });
  const timeLine = (r: TimeRow): string => `| ${r.name} | ${r.ms.toFixed(1)} | ${r.limitMs} |`;
  print([
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GiB; Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}, ${trained[0]?.peer ?? 'PyTorch not installed'}`,
    '',
    ...stepTable(trained),
    '',
    '| wait | ms | limit |',
    '| --- | --: | --: |',
    ...editing.map(timeLine),
  ]);
}

const parts = { webgpu: ['convolutions', 'steps', 'host'], cpu: ['steps', 'waits'] };
const known = values.device === 'webgpu' ? parts.webgpu : parts.cpu;
if (values.help) process.stdout.write(usage);
else if (values.only !== undefined && !known.includes(values.only)) {
  process.stderr.write(`--only is one of ${known.join(', ')} with --device ${values.device}, not ${values.only}.\n`);
  process.exitCode = 2;
} else if (values.device === 'webgpu') await onGpu();
else await onProcessor();
