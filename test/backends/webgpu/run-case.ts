import type { Choices } from '../../../engine/backends/tuning.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { caseGraph, difference, reference } from '../../onnx/run-case.ts';
import { caseInputs, type OpCase } from '../../ops/cases.ts';

const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array } as const;

/**
 * How far the outputs of a case's op, run alone as `choices` say, are from the float64 reference: the furthest number
 * of all.
 */
export async function awayFromReference(c: OpCase, target: Target, choices: Choices): Promise<number> {
  const program = lowerGraph(caseGraph(c), { guards: [], target, choices });
  const loaded = await LoadedProgram.load(await openDevice(0), program);
  try {
    const values = caseInputs(c);
    for (const slot of loaded.program.inputs)
      loaded.write(slot, arrays[slot.dtype].from(values[Number(slot.name.slice(2))]!.data));
    const actual = await loaded.run();
    const expected = reference(c);
    if (actual.length !== expected.length) return Infinity;
    return Math.max(...expected.map((e, i) => difference({ dims: e.dims, data: Float64Array.from(actual[i]!) }, e)));
  } finally {
    loaded.dispose();
  }
}
