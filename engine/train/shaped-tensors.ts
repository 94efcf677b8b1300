import type { StateData } from '../backends/backend.ts';
import { ProblemError, problem } from '../base/diagnostics.ts';
import type { State } from '../ir/graph.ts';
import { elements } from '../ir/types.ts';
import type { TensorFile } from './safetensors.ts';

/**
 * The file's tensors for exactly these states, all of them finite numbers. Throws a ProblemError that names the first
 * that is missing, has another size, or is not.
 */
export function shapedTensors(file: TensorFile, states: readonly State[], path: string): StateData {
  const data = new Map(
    states.map((s) => {
      const expected = elements(s.value.type);
      const found = file.tensors.get(s.name)?.data;
      if (found?.length === expected) return [s.name, found];
      const values = { path, name: s.name, expected, actual: found?.length ?? 0 };
      throw new ProblemError([problem('checkpoint.mismatch', path, values)]);
    }),
  );
  const broken = [...data].map(([name, numbers]) => ({ name, count: notFinite(numbers) })).filter((t) => t.count > 0);
  if (broken.length === 0) return data;
  const count = broken.reduce((sum, t) => sum + t.count, 0);
  throw new ProblemError([problem('checkpoint.notFinite', path, { path, count, name: broken[0]!.name })]);
}

function notFinite(numbers: Float32Array): number {
  let count = 0;
  for (const x of numbers) if (!Number.isFinite(x)) count++;
  return count;
}
