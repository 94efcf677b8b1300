import { expect } from 'vitest';
import type { Choices } from '../../../engine/backends/tuning.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { caseGraph, difference, reference } from '../../onnx/run-case.ts';
import { caseInputs, type OpCase } from '../../ops/cases.ts';

const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array } as const;

/** Runs a case's op alone, as `choices` say, and compares its outputs with the float64 reference. */
export async function expectAsReferred(c: OpCase, target: Target, choices: Choices): Promise<void> {
  const program = lowerGraph(caseGraph(c), { guards: [], target, choices });
  const loaded = await LoadedProgram.load(await openDevice(0), program);
  try {
    const values = caseInputs(c);
    for (const slot of loaded.program.inputs)
      loaded.write(slot, arrays[slot.dtype].from(values[Number(slot.name.slice(2))]!.data));
    const actual = await loaded.run();
    const expected = reference(c);
    expect(actual).toHaveLength(expected.length);
    expected.forEach((e, i) => {
      const found = { dims: e.dims, data: Float64Array.from(actual[i]!) };
      expect(difference(found, e), `output ${i}`).toBeLessThan(2e-5);
    });
  } finally {
    loaded.dispose();
  }
}
