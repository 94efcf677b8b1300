import type { Launch, Storage } from '../program.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { ceilDiv, plus, THREADS } from '../wgsl/text.ts';

/** Σ over `splits` of [splits, elements], which begins `offset` elements into a tensor of several. */
export interface Join {
  readonly offset: number;
  readonly splits: number;
  readonly elements: number;
  readonly result: Storage;
}

/** Results that one kernel has: with the tensor of all partial sums, as many bindings as every WebGPU device takes. */
export const MOST_JOINS = 7;

/** Several joins at once, each number by one thread (or four, as a vector), always in the same order. `parts` has the partial sums of all. */
export function joinsKernel(name: string, parts: Storage, joins: readonly Join[]): Launch {
  const width = joins.every((j) => j.elements % 4 === 0 && j.offset % 4 === 0) ? 4 : 1;
  const element = width === 4 ? 'vec4<f32>' : 'f32';
  const total = joins.reduce((n, j) => n + j.elements / width, 0);
  const grid = entry([THREADS], [ceilDiv(total, THREADS), 1, 1], ['id']);
  let end = 0;
  const branches = joins.map(({ offset, splits, elements }, n) => {
    const own = end === 0 ? 'i' : `i - ${end}u`;
    end += elements / width;
    return `  if (i < ${end}u) { result${n}[${own}] = joined(${plus(own, offset / width)}, ${elements / width}u, ${splits}u); return; }\n`;
  });
  const joined = `fn joined(first: u32, step: u32, splits: u32) -> ${element} {
  var sum = ${element}();
  for (var s = 0u; s < splits; s++) { sum += parts[first + s * step]; }
  return sum;
}`;
  return launch({
    name: `${name}/${joins.length === 1 ? 'join' : `${joins.length} joins`}/x${width}`,
    declarations: [
      reads('parts', parts, element),
      ...joins.map(({ result }, n) => writes(`result${n}`, result, element)),
      { kind: 'helper', name: 'joined', text: joined },
    ],
    entry: grid,
    body: `  let i = id.x;\n${branches.join('')}`,
  });
}
