import { describe, expect, it, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { type LowerOptions, lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { network } from '../../compile/small-nets.ts';

/**
 * [3, 6, 8] → everything that may feed a concat by a kernel of its own, which a max pool of stride 1 reads: its
 * gradient is a kernel's, too. One branch ends in a concat, and one is read by kernels besides.
 */
const block = network(
  ['input', 'input', { height: 6, width: 8, channels: 3 }],
  ['stem', 'conv2d', { filters: 16, kernel: 3 }],
  ['wide', 'conv2d', { filters: 5, kernel: 3 }, 'stem'],
  ['pointwise', 'conv2d', { filters: 12, kernel: 1, bias: false }, 'stem'],
  ['depthwise', 'conv2d', { filters: 16, kernel: 3, groups: 16, bias: false }, 'stem'],
  ['largest', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'stem'],
  ['mean', 'averagePool', { kernel: 3, stride: 1, padding: 'same' }, 'stem'],
  ['response', 'localResponseNorm', {}, 'stem'],
  ['again', 'conv2d', { filters: 4, kernel: 1, bias: false }, 'wide'],
  ['inner', 'concat', {}, 'response', 'again'],
  ['largestOfWide', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'wide'],
  ['depthwiseOfWide', 'conv2d', { filters: 5, kernel: 3, groups: 5, bias: false }, 'wide'],
  ['responseOfWide', 'localResponseNorm', {}, 'wide'],
  ['side', 'add', {}, 'largestOfWide', 'depthwiseOfWide', 'responseOfWide'],
  ['sideFlat', 'flatten'],
  ['sideDense', 'dense', { units: 3 }],
  ['sideHead', 'auxiliaryHead', { weight: 0.3 }],
  ['joined', 'concat', {}, 'pointwise', 'wide', 'depthwise', 'largest', 'mean', 'inner'],
  ['pool', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

const step = (): Graph => compileTraining(block, trainingSettings.parse({ batch: 2, learningRate: 0.1 })).graph;

/** By whom kernels only move numbers, into or out of a joined tensor. */
const copies = ({ dispatches }: Program): readonly string[] =>
  dispatches.flatMap(({ op, origin }) =>
    origin.phase !== 'metrics' && (op === 'concat' || op === 'slice') ? [origin.path] : [],
  );

describe('branches of bare convolutions and pools: no kernel copies into the concat, or out of its gradient', () => {
  test('whatever the device', () => {
    for (const software of [false, true]) {
      const target = { busy: 32_768, lanes: 4, workgroupBytes: 2 ** 15, software, mostBytes: 2 ** 27 };
      const program = lowerGraph(step(), { guards: [0, 1], target });
      // `again` reads `wide` from the joined tensor and cannot write there as well.
      expect(copies(program), `software: ${software}`).toEqual(['inner']);
    }
  });

  it.each(['direct', 'columns', 'quad 8', 'quad', 'tile 16x128', 'tile 32x64', 'tile 16x128 split', 'depthwise'])(
    'by %s, the results of the reference',
    async (way) => {
      const graph = step();
      const device = await openDevice(0);
      const options: LowerOptions = { guards: [], target: device.target };
      const keys = [...lowerGraph(graph, options).choices].flatMap(([key, { ways }]) =>
        ways.includes(way) ? [key] : [],
      );
      expect(keys.length).toBeGreaterThan(0);
      const program = lowerGraph(graph, { ...options, choices: Object.fromEntries(keys.map((key) => [key, way])) });
      expect(copies(program)).toEqual(['inner']);
      const split = program.dispatches.filter((d) => d.op === 'conv2d' && d.kernel.name.includes('split'));
      expect(split.length > 0).toBe(way.endsWith('split'));
      const loaded = await LoadedProgram.load(device, program);
      const feeds = feedsOf(graph);
      const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array };
      for (const slot of [...program.inputs, ...program.states])
        loaded.write(slot, arrays[slot.dtype].from(feeds.get(slot.name)!.data));
      await loaded.run();
      const values = interpret(graph, feeds);
      for (const slot of program.states) {
        const wanted = values.get(graph.assigns.get(slot.name)!.id)!.data;
        for (const [k, found] of (await loaded.read(slot)).entries())
          expect(Math.abs(found - wanted[k]!), `${slot.name}[${k}]`).toBeLessThan(2e-4);
      }
      loaded.dispose();
    },
  );
});
