import { describe, expect, it } from 'vitest';
import { productGraph } from '../../../engine/backends/roofline.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';
import { caseGraph } from '../../onnx/run-case.ts';
import { wideConvolutionCases } from '../../ops/cases/convolutions.ts';
import { wideProductCases } from '../../ops/cases/data.ts';
import { opCases } from '../../ops/cases.ts';

const hardware: Target = { busy: 32_768, lanes: 4, workgroupBytes: 2 ** 15, software: false, mostBytes: 2 ** 30 };
const software: Target = { ...hardware, busy: 512, software: true };

/** [n, channels, size, size] to `filters` by a 3×3 kernel. */
function convolution(n: number, channels: number, size: number, filters: number, groups = 1): Graph {
  const b = new Builder();
  const [x, w] = [b.input('x', f32(n, channels, size, size)), b.input('w', f32(filters, channels / groups, 3, 3))];
  b.output('y', b.one(conv2d, { stride: [1, 1], dilation: [1, 1], pads: [1, 1, 1, 1], groups }, x, w));
  return b.build();
}

function chosen(graph: Graph, target: Target) {
  const [choice] = lowerGraph(graph, { guards: [], target }).choices.values();
  if (!choice) throw new Error('it has no ways');
  return choice;
}

describe('the guess of kernels', () => {
  it('on a GPU is a tile as large as leaves the device busy', () => {
    expect(chosen(convolution(64, 256, 56, 256), hardware).chosen).toBe('tile 128x128');
    expect(chosen(convolution(64, 64, 56, 64), hardware).chosen).toBe('tile 64x128');
    expect(chosen(convolution(128, 16, 32, 16), hardware).chosen).toBe('tile 16x128');
    expect(chosen(productGraph({ side: 2048, copied: 1 }), hardware).chosen).toBe('tile 128x128');
  });

  it('on a GPU that few tiles would leave idle is split into sums; the best whole tile is tried too', () => {
    const { chosen: guess, promising, ways } = chosen(convolution(1, 512, 7, 512), hardware);
    expect(guess).toBe('tile 32x64 split');
    expect(promising).toEqual(['tile 32x64 split', 'tile 64x64 split', 'tile 32x128 split', 'tile 32x64', 'direct']);
    expect(new Set(ways).size).toBe(ways.length);
    const busy = chosen(convolution(64, 256, 56, 256), hardware);
    expect(busy.promising.filter((way) => way.includes('split'))).toEqual([]);
    expect(busy.ways).toContain(guess);
  });

  it('on a processor that plays a GPU has no tiles, which are not tried there either', () => {
    for (const graph of [convolution(8, 64, 16, 64), productGraph({ side: 512, copied: 1 })]) {
      const { chosen: guess, ways, promising } = chosen(graph, software);
      expect(guess).toBe('quad 16');
      expect(promising).toEqual(['quad 16', 'quad 8', 'direct']);
      expect(ways).toContain('tile 64x64');
    }
  });

  it('has a kernel of its own for depthwise convolutions, and tries no tiles', () => {
    for (const target of [hardware, software]) {
      const { chosen: guess, promising } = chosen(convolution(8, 32, 32, 32, 32), target);
      expect(guess).toBe('depthwise');
      expect(promising).toEqual(['depthwise', 'direct']);
    }
  });
});

describe('a kernel, in each way,', () => {
  // What every WebGPU device has, and what most have.
  it.each([16_384, 32_768])('takes no more than 256 threads and %i bytes of workgroup memory', (workgroupBytes) => {
    const target = { ...hardware, workgroupBytes };
    const cases = [...opCases, ...wideConvolutionCases, ...wideProductCases];
    const kernels = cases.flatMap((c) => {
      const graph = caseGraph(c);
      const ways = [...lowerGraph(graph, { guards: [], target }).choices].flatMap(([key, choice]) =>
        choice.ways.map((way) => ({ [key]: way })),
      );
      return ways.flatMap((choices) => lowerGraph(graph, { guards: [], target, choices }).dispatches);
    });
    expect(kernels.length).toBeGreaterThan(500);
    const beyond = kernels.filter(({ kernel: { code } }) => {
      const threads = /@workgroup_size\(([^)]*)\)/
        .exec(code)![1]!
        .split(',')
        .reduce((n, size) => n * Number(size), 1);
      const vectors = [...code.matchAll(/var<workgroup> \w+: array<vec4<f32>, (\d+)>/g)];
      const lanes = [...code.matchAll(/var<workgroup> \w+: array<array<f32, (\d+)>, (\d+)>/g)];
      const bytes =
        vectors.reduce((sum, [, count]) => sum + 16 * Number(count), 0) +
        lanes.reduce((sum, [, width, count]) => sum + 4 * Number(width) * Number(count), 0);
      return threads > 256 || bytes > workgroupBytes;
    });
    expect(beyond.map((d) => d.kernel.name)).toEqual([]);
  });
});
