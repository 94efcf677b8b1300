import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../engine/backends/tuning.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { caseGraph } from '../../onnx/run-case.ts';
import { wideConvolutionCases } from '../../ops/cases/convolutions.ts';
import { longCases, wideProductCases } from '../../ops/cases/data.ts';
import { type OpCase, opCases } from '../../ops/cases.ts';
import { awayFromReference } from './run-case.ts';

const { target } = await openDevice(0);
/** What a GPU gets, on whatever runs the tests. */
const hardware: Target = { ...target, software: false, busy: 32_768 };

type Trial = readonly [kind: string, name: string, way: string, OpCase, Target, Choices];

const isTiled = (way: string): boolean => way.startsWith('tile ');

/** The case in each way its kernels can be made that `wanted` picks. */
function trialsOf(c: OpCase, on: Target, wanted: (ways: readonly string[]) => readonly string[]): readonly Trial[] {
  const { choices } = lowerGraph(caseGraph(c), { guards: [], target: on });
  if (choices.size === 0) return [[c.kind, c.name, '', c, on, {}]];
  return [...choices].flatMap(([key, { ways }]) =>
    wanted(ways).map((way): Trial => [c.kind, c.name, way, c, on, { [key]: way }]),
  );
}

const untiled = [...opCases, ...longCases].flatMap((c) =>
  trialsOf(c, target, (ways) => ways.filter((w) => !isTiled(w))),
);
/** Whether the product is computed as several sums. */
const isSplit = (c: OpCase, way: string): boolean => {
  const lower = (choices: Choices) => lowerGraph(caseGraph(c), { guards: [], target: hardware, choices });
  const choices = Object.fromEntries([...lower({}).choices.keys()].map((key) => [key, way]));
  return lower(choices).dispatches.some(({ kernel }) => /tile .*\/split/.test(kernel.name));
};
/** Tiles take long to compile on a processor: one a case, in turn, every second one split where that tile can be. */
const tiled = [...wideConvolutionCases, ...wideProductCases].flatMap((c, i) =>
  trialsOf(c, hardware, (ways) => {
    const own = ways.filter(isTiled).sort();
    const [split, whole] = [true, false].map((wanted) => own.filter((way) => isSplit(c, way) === wanted));
    const some = split!.length > 0 && (whole!.length === 0 || i % 2 === 0) ? split! : whole!;
    return [some[i % some.length]!];
  }),
);

/** With as little memory as every device's workgroups have, the largest tile is half as deep. */
const shallow = [wideConvolutionCases, wideProductCases].flatMap((cases) => {
  const on = { ...hardware, workgroupBytes: 16_384 };
  return trialsOf(cases[0]!, on, (ways) => ways.filter((way) => way === 'tile 128x128'));
});

describe('kernels on a GPU', () => {
  test.each([...untiled, ...tiled, ...shallow])('%s: %s %s', async (_kind, _name, _way, c, on, way) => {
    expect(await awayFromReference(c, on, way)).toBeLessThan(2e-5);
  });
});
