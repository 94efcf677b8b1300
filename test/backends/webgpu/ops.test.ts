import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../engine/backends/tuning.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { caseGraph, difference, reference } from '../../onnx/run-case.ts';
import { caseInputs, type OpCase, opCases } from '../../ops/cases.ts';

const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array } as const;

async function run(c: OpCase, choices: Choices): Promise<readonly Float32Array[]> {
  const device = await openDevice(0);
  const program = lowerGraph(caseGraph(c), { guards: [], target: device.target, choices });
  const loaded = await LoadedProgram.load(device, program);
  try {
    const values = caseInputs(c);
    for (const slot of loaded.program.inputs)
      loaded.write(slot, arrays[slot.dtype].from(values[Number(slot.name.slice(2))]!.data));
    return await loaded.run();
  } finally {
    loaded.dispose();
  }
}

/** Each case in each way its kernels can be made. */
const { target } = await openDevice(0);
const trials = opCases.flatMap((c) => {
  const { choices } = lowerGraph(caseGraph(c), { guards: [], target });
  const ways = [...choices].flatMap(([key, choice]) => choice.ways.map((way) => ({ [key]: way })));
  return (ways.length ? ways : [{}]).map((way) => [c.kind, c.name, Object.values(way).join(), c, way] as const);
});

describe('kernels on a GPU', () => {
  test.each(trials)('%s: %s %s', async (_kind, _name, _way, c, way) => {
    const expected = reference(c);
    const actual = await run(c, way);
    expect(actual).toHaveLength(expected.length);
    expected.forEach((e, i) => {
      const found = { dims: e.dims, data: Float64Array.from(actual[i]!) };
      expect(difference(found, e), `output ${i}`).toBeLessThan(2e-5);
    });
  });
});
