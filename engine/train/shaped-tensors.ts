import type { StateData } from '../backends/backend.ts';
import { ProblemError, problem } from '../base/diagnostics.ts';
import type { State } from '../ir/graph.ts';
import { elements } from '../ir/types.ts';
import type { TensorFile } from './safetensors.ts';

/** The file's tensors for exactly these states; throws a ProblemError that names the first that is missing or has another size. */
export function shapedTensors(file: TensorFile, states: readonly State[], path: string): StateData {
  return new Map(
    states.map((s) => {
      const expected = elements(s.value.type);
      const data = file.tensors.get(s.name)?.data;
      if (data?.length === expected) return [s.name, data];
      const values = { path, name: s.name, expected, actual: data?.length ?? 0 };
      throw new ProblemError([problem('checkpoint.mismatch', path, values)]);
    }),
  );
}
