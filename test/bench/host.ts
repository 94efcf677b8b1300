import { setTimeout } from 'node:timers/promises';
import { openDevice } from '../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../engine/backends/webgpu/lower/graph.ts';
import { type Dispatch, PACK_ALIGNMENT, type Program, type Storage } from '../../engine/backends/webgpu/program.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { openTrainable } from '../../engine/host/open-design.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { median } from './statistics.ts';

/** What the processor does for a step on a GPU. */
export interface HostRow {
  readonly name: string;
  readonly batch: number;
  readonly kernels: number;
  readonly pipelines: number;
  readonly lowestMs: number;
  readonly medianMs: number;
  readonly limitMs: number;
}

const RUNS = 200;

/**
 * Milliseconds until the threads that play a GPU sleep again: they share the processor's cores, as those of hardware do
 * not.
 */
const PAUSE = 5;

/** As a GPU with many threads takes them, whatever runs here: a processor that plays one has other kernels. */
const target = { busy: 32_768, lanes: 32, workgroupBytes: 2 ** 15, software: false };

/** Steps of ResNet-50 as they are recorded and submitted: large batches, and small ones, whose products are split. */
export async function benchHost(): Promise<readonly HostRow[]> {
  const device = await openDevice(0);
  const { analysis } = openTrainable({ kind: 'template', spec: 'template:resnet50' });
  const rows: HostRow[] = [];
  for (const batch of [64, 4]) {
    const { graph } = compileTraining(analysis, trainingSettings.parse({ batch }));
    const step = lowerGraph(graph, { guards: [0, 1], target: { ...target, mostBytes: device.target.mostBytes } });
    const loaded = await LoadedProgram.load(device, emptied(step));
    const times: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const began = performance.now();
      const run = loaded.run();
      times.push(performance.now() - began);
      await run;
      await setTimeout(PAUSE);
    }
    loaded.dispose();
    rows.push({
      name: 'resnet50',
      batch,
      kernels: step.dispatches.length,
      pipelines: new Set(step.dispatches.map((d) => d.kernel.code)).size,
      lowestMs: Math.min(...times),
      medianMs: median(times),
      limitMs: 2,
    });
  }
  return rows;
}

/**
 * As many pipelines, dispatches and bindings of as many tensors, over short ones, by kernels that do nothing worth the
 * name.
 */
function emptied(program: Program): Program {
  const short = new Map<Storage, Storage>();
  // What is bound counts, not how long it is.
  const cut = (storage: Storage, elements = PACK_ALIGNMENT): Storage => {
    const known = short.get(storage) ?? { ...storage, elements };
    short.set(storage, known);
    return known;
  };
  const packs = program.packs.map(({ whole, parts }) => ({
    whole: cut(whole, parts.length * PACK_ALIGNMENT),
    parts: parts.map(({ storage }, i) => ({ storage: cut(storage), offset: i * PACK_ALIGNMENT })),
  }));
  const kinds = new Map<string, number>();
  const dispatches = program.dispatches.map((d): Dispatch => {
    const kind = kinds.get(d.kernel.code) ?? kinds.size;
    kinds.set(d.kernel.code, kind);
    const bindings = d.bindings.map((b) => ({ ...b, storage: cut(b.storage) }));
    return { ...d, bindings, workgroups: [1, 1, 1], kernel: { ...d.kernel, code: emptyKernel(d, kind) } };
  });
  const slots = (list: Program['inputs']): Program['inputs'] =>
    list.map((slot) => ({ ...slot, storage: cut(slot.storage), elements: cut(slot.storage).elements }));
  return {
    ...program,
    dispatches,
    inputs: slots(program.inputs),
    states: slots(program.states),
    outputs: slots(program.outputs),
    constants: program.constants.map(({ storage }) => ({
      storage: cut(storage),
      data: new Float32Array(PACK_ALIGNMENT),
    })),
    packs,
    sound: null,
  };
}

/** Touches each binding, so that none of them is left out of the layout; texts differ where the kinds do. */
function emptyKernel({ bindings }: Dispatch, kind: number): string {
  const declared = bindings.map(
    ({ access }, i) =>
      `@group(0) @binding(${i}) var<storage, ${access === 'read' ? 'read' : 'read_write'}> b${i}: array<f32>;\n`,
  );
  const touched = bindings.map(({ access }, i) => (access === 'read' ? `  x += b${i}[0];\n` : `  b${i}[0] = x;\n`));
  return `${declared.join('')}@compute @workgroup_size(1) fn main() {\n  var x = ${kind}.0;\n${touched.join('')}}\n`;
}
