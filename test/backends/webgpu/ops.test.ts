import { describe, expect, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { caseGraph, difference, reference } from '../../onnx/run-case.ts';
import { caseInputs, type OpCase, opCases } from '../../ops/cases.ts';

const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array } as const;

async function run(c: OpCase): Promise<readonly Float32Array[]> {
  const device = await openDevice(0);
  const loaded = await LoadedProgram.load(device, lowerGraph(caseGraph(c), { guards: [], busy: device.busy }));
  try {
    const values = caseInputs(c);
    for (const slot of loaded.program.inputs)
      loaded.write(slot, arrays[slot.dtype].from(values[Number(slot.name.slice(2))]!.data));
    return await loaded.run();
  } finally {
    loaded.dispose();
  }
}

describe('kernels on a GPU', () => {
  test.each(opCases.map((c) => [c.kind, c.name, c] as const))('%s: %s', async (_kind, _name, c) => {
    const expected = reference(c);
    const actual = await run(c);
    expect(actual).toHaveLength(expected.length);
    expected.forEach((e, i) => {
      const found = { dims: e.dims, data: Float64Array.from(actual[i]!) };
      expect(difference(found, e), `output ${i}`).toBeLessThan(2e-5);
    });
  });
});
