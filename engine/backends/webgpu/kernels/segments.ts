import type { Expression } from '../expression.ts';
import { type Storage, wgslType } from '../program.ts';
import { Loads, statements } from './formula.ts';
import { type Entry, entry } from './grid.ts';
import type { Launch } from './map.ts';
import { aliases, declare, joinedLanes, LANES } from './wgsl.ts';

/** Elements `start` … `start + length` − 1, whose sum is element `result` of the results; `start` is a multiple of four. */
export interface Segment {
  readonly start: number;
  readonly length: number;
  readonly result: number;
}

/** Elements a workgroup sums: sixteen vectors of four a thread. */
const CHUNK = 4096;

/** Makes memory for the partial sums, and tables of numbers. */
interface Memory {
  readonly partial: (elements: number) => Storage;
  readonly table: (data: readonly number[]) => Storage;
}

/**
 * Sums of a formula over parts of packed tensors, all at once, in two passes: chunks of all segments, then of each segment its chunks, always in the same order.
 * A GPU is busy with a thousand small tensors as with one large.
 */
export function segmentSumKernels(
  name: string,
  expression: Expression,
  segments: readonly Segment[],
  results: Storage,
  { partial, table }: Memory,
): readonly Launch[] {
  const chunks: number[] = [];
  const rows = segments.flatMap(({ start, length, result }) => {
    const first = chunks.length / 2;
    for (let at = 0; at < length; at += CHUNK) chunks.push(start + at, start + Math.min(at + CHUNK, length));
    return [first, chunks.length / 2, result];
  });
  const parts = partial(chunks.length / 2);
  return [
    chunkSums(name, expression, table(chunks), chunks.length / 2, parts),
    joins(name, table(rows), segments.length, parts, results),
  ];
}

const lanes = (groups: number): Entry => {
  const { head, workgroups } = entry([LANES], [groups, 1, 1], ['block', 'thread']);
  const memory = `\nvar<workgroup> lanes: array<array<f32, ${LANES}>, 1>;\n\n`;
  return { head: `${memory}${head}  let own = block.x;\n`, workgroups };
};

/** What lies between tensors counts nothing, whatever it is. */
function chunkSums(name: string, expression: Expression, table: Storage, chunks: number, parts: Storage): Launch {
  const { head, workgroups } = lanes(chunks);
  const loads = new Loads([expression]);
  const { lines, results } = statements([expression], loads, () => {
    throw new Error('a sum over element indices is not lowered');
  });
  const alike = { f32: 'F', u32: 'U', i32: 'I' } as const;
  const isVector = (n: number): boolean => loads.all[n]!.strides[0] !== 0;
  const read = loads.declared(isVector);
  let code = aliases(4) + read.code;
  code += declare(read.bindings.length, 'chunks', 'read', 'vec2<u32>');
  code += declare(read.bindings.length + 1, 'parts', 'read_write', 'f32');
  code += `${head}  let chunk = chunks[own];
  var sum = F(0);
  for (var i = chunk.x / 4u + thread; i * 4u < chunk.y; i += ${LANES}u) {
${loads.all.map((l, n) => `    let x${n} = ${alike[wgslType[l.dtype]]}(${read.arrays[n]}[${isVector(n) ? 'i' : `${l.offset}u`}]);`).join('\n')}
${lines.map((l) => `    ${l}`).join('\n')}
    sum += select(F(0), ${results[0]}, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(chunk.y));
  }
  lanes[0][thread] = dot(sum, F(1.0));
${joinedLanes(1, ['parts[own] = lanes[0][0];'])}}
`;
  return {
    kernel: { name: `${name}/sums of chunks`, code },
    bindings: [...read.bindings, { storage: table, access: 'read' }, { storage: parts, access: 'write' }],
    workgroups,
  };
}

function joins(name: string, table: Storage, segments: number, parts: Storage, results: Storage): Launch {
  const { head, workgroups } = lanes(segments);
  const code = `${declare(0, 'parts', 'read', 'f32')}${declare(1, 'segments', 'read', 'u32')}${declare(2, 'results', 'read_write', 'f32')}${head}  var sum = 0.0;
  for (var i = segments[own * 3u] + thread; i < segments[own * 3u + 1u]; i += ${LANES}u) { sum += parts[i]; }
  lanes[0][thread] = sum;
${joinedLanes(1, ['results[segments[own * 3u + 2u]] = lanes[0][0];'])}}
`;
  return {
    kernel: { name: `${name}/join of segments`, code },
    bindings: [
      { storage: parts, access: 'read' },
      { storage: table, access: 'read' },
      { storage: results, access: 'write' },
    ],
    workgroups,
  };
}
