import { describe, expect, it, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { caseGraph } from '../../onnx/run-case.ts';
import { derived, normal, of, positive } from '../../ops/cases/make.ts';
import type { OpCase } from '../../ops/cases.ts';
import { openTemplate } from '../../train/open-template.ts';
import { awayFromReference } from './run-case.ts';

const device = await openDevice(0);

/**
 * A kernel takes from its tensors' lengths and its workgroups what it needs to know of its shape: one text is compiled
 * for layers of all sizes.
 */
describe('kernels that memory bounds', () => {
  const target: Target = { busy: 32_768, lanes: 4, workgroupBytes: 2 ** 15, software: false, mostBytes: 2 ** 31 };

  it.each([
    ['cifar_resnet?depth=20', 128, 72],
    ['resnet50', 64, 139],
    ['resnet50', 4, 143],
    ['googlenet', 64, 287],
  ])('%s with %i images compiles no more than %i texts', (name, batch, most) => {
    const { graph } = compileTraining(openTemplate(`template:${name}`), trainingSettings.parse({ batch }));
    const { dispatches } = lowerGraph(graph, { guards: [0, 1], target });
    expect(new Set(dispatches.map((d) => d.kernel.code)).size).toBeLessThanOrEqual(most);
  });

  const on: Target = { ...device.target, software: false };
  const infer = (...x: readonly [number, number, ...number[]]): OpCase => {
    const vector = [normal(x[1]), normal(x[1]), positive(x[1])] as const;
    return of('batchNormInfer', x.join(' × '), 31, { epsilon: 1e-5 }, normal(...x), normal(x[1]), ...vector);
  };
  const mapsOf = (c: OpCase): readonly string[] =>
    lowerGraph(caseGraph(c), { guards: [], target: on }).dispatches.map((d) => d.kernel.code);

  /** Each group is of one text, or computed as it is because its sizes cannot be told. */
  const sizes: Readonly<Record<string, readonly OpCase[]>> = {
    'planes of odd sizes': [infer(2, 3, 5, 7), infer(1, 5, 7, 7), infer(4, 2, 1, 67)],
    'four at once': [infer(2, 3, 16, 16), infer(1, 2, 12, 12), infer(3, 8, 10, 14)],
    'small planes, several channels a workgroup': [infer(2, 16, 4, 4), infer(3, 32, 4, 4), infer(1, 48, 2, 8)],
  };
  test.each(Object.entries(sizes))('%s: one text, the results of the reference', async (_, cases) => {
    expect(new Set(cases.map((c) => mapsOf(c).at(-1))).size).toBe(1);
    const furthest = await Promise.all(cases.map((c) => awayFromReference(c, on, {})));
    expect(Math.max(...furthest)).toBeLessThan(2e-5);
  });

  const gradient = (...x: readonly [number, number, ...number[]]): OpCase => {
    const maps = [normal(...x), normal(...x), positive(x[1])] as const;
    const statistics = [1, 2].map((output) => derived('batchNormTrain', [1, 2, 2], output, x[1]));
    return of('batchNormTrainGradient', x.join(' × '), 32, { epsilon: 1e-3 }, ...maps, ...statistics);
  };
  const sumsOf = (c: OpCase): readonly string[] =>
    lowerGraph(caseGraph(c), { guards: [], target: on }).dispatches.flatMap(({ kernel }) =>
      kernel.name.includes('/sum by') ? [kernel.code] : [],
    );
  /** Sums of maps of as many images each, and how many kernels they are. */
  const summed: Readonly<Record<string, readonly [kernels: number, cases: readonly OpCase[]]>> = {
    'planes of odd sizes': [1, [gradient(3, 5, 9, 9), gradient(3, 7, 7, 11)]],
    'four at once': [1, [gradient(3, 8, 10, 14), gradient(3, 5, 12, 12)]],
    'split and joined': [2, [gradient(3, 4, 48, 48), gradient(3, 8, 40, 64), gradient(3, 12, 64, 64)]],
  };
  test.each(Object.entries(summed))(
    'sums of %s: one text, the results of the reference',
    async (_, [kernels, cases]) => {
      for (const c of cases) expect(sumsOf(c)).toHaveLength(kernels);
      expect(new Set(cases.flatMap(sumsOf)).size).toBe(kernels);
      const furthest = await Promise.all(cases.map((c) => awayFromReference(c, on, {})));
      expect(Math.max(...furthest)).toBeLessThan(2e-5);
    },
  );

  const train = (...x: readonly [number, number, ...number[]]): OpCase =>
    of('batchNormTrain', x.join(' × '), 33, { epsilon: 1e-5 }, normal(...x), positive(x[1]), normal(x[1]));
  const statisticsOf = (c: OpCase): string =>
    lowerGraph(caseGraph(c), { guards: [], target: on }).dispatches.find((d) => d.kernel.name.includes('/statistics'))!
      .kernel.code;
  test('statistics: one text, the results of the reference', async () => {
    const cases = [train(3, 5, 9, 9), train(3, 7, 7, 11)];
    expect(new Set(cases.map(statisticsOf)).size).toBe(1);
    const untold = train(1, 2, 9, 9);
    expect(statisticsOf(untold)).not.toContain('arrayLength');
    const furthest = await Promise.all([...cases, untold].map((c) => awayFromReference(c, on, {})));
    expect(Math.max(...furthest)).toBeLessThan(2e-5);
  });

  it.each([[infer(1, 2, 5, 9)], [infer(1, 3, 7, 7)], [infer(2, 5, 4, 4)]])(
    'sizes that a length does not tell stand in the text: %o',
    async (c) => {
      expect(mapsOf(c).at(-1)).not.toContain('arrayLength');
      expect(await awayFromReference(c, on, {})).toBeLessThan(2e-5);
    },
  );
});
