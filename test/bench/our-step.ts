/**
 * Times our training step of one case in a process of its own, so that its peak memory is its own: the peer's settings
 * (SGD 0.05, momentum 0.9, decay 1e-4 on everything, random images, cycling labels). Prints one JSON line. usage:
 * our-step TEMPLATE BATCH STEPS THREADS [cpu|webgpu]
 */
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { webgpuBackend } from '../../engine/backends/webgpu/index.ts';
import { Stream } from '../../engine/base/random.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { openTrainable } from '../../engine/host/open-design.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { median } from './statistics.ts';

const [spec = '', batchText = '4', stepsText = '15', threadsText = '2', device = 'cpu'] = process.argv.slice(2);
const [batch, steps, threads] = [Number(batchText), Number(stepsText), Number(threadsText)];
const WARM_UP = 3;

const { analysis } = openTrainable({ kind: 'template', spec });
const settings = trainingSettings.parse({ batch, learningRate: 0.05, decayAll: true });
const began = performance.now();
const step = compileTraining(analysis, settings);
const executable = await (device === 'webgpu' ? webgpuBackend() : ortBackend).compileTraining(step, {
  threads,
  autotune: true,
  state: initialState(step.graph, 0),
});
const compileMs = performance.now() - began;

const [, channels, height, width] = step.graph.inputs.find((i) => i.name === 'images')!.value.type.dims.map(Number);
const classes = analysis.nodes.find((n) => n.node.kind === 'classifier')!.site!.inputs['in']![0]!.dims[1] as number;
const stream = new Stream(1);
const images = new Float32Array(batch * channels! * height! * width!).map(() => stream.normal());
const labels = BigInt64Array.from({ length: batch }, (_, i) => BigInt(i % classes));
const times: number[] = [];
for (let i = 0; i < steps + WARM_UP; i++) {
  const start = performance.now();
  await executable.run({ images, labels, learningRate: 0.05, step: i, seed: 0 });
  if (i >= WARM_UP) times.push(performance.now() - start);
}
const report = {
  median_ms: median(times),
  min_ms: Math.min(...times),
  compile_ms: compileMs,
  peak_rss_mb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
