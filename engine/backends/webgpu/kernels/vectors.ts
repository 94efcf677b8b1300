import { type Expression, loadsOf } from '../expression.ts';
import { type Launch, type Storage, wgslType } from '../program.ts';
import { Loads, statements } from '../wgsl/formula.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, writes } from '../wgsl/launch.ts';
import { address, alias, aliases, ceilDiv, indented, plus, THREADS } from '../wgsl/text.ts';

/** Elements `start` … `start + length` − 1 of the result. */
export interface Vector {
  readonly expression: Expression;
  readonly start: number;
  readonly length: number;
}

/** Tensors that one kernel takes: with the result, as many as every WebGPU device does. */
export const MOST_TAKEN = 7;

/** Short vectors and single numbers, each by its own formula, to where they stand in a row. */
export function vectorsKernel(name: string, vectors: readonly Vector[], result: Storage): Launch {
  const loads = new Loads(vectors.map((v) => v.expression));
  const read = loads.buffers(() => false);
  const total = vectors.reduce((n, v) => n + v.length, 0);
  const grid = entry([THREADS], [ceilDiv(total, THREADS), 1, 1], ['id']);
  let end = 0;
  const branches = vectors.map(({ expression, start, length }) => {
    const before = end;
    end += length;
    const at = ([stride]: readonly number[], offset: number): string => address(offset, [['i', stride ?? 0]]);
    const { lines, results } = statements([expression], loads, (strides) => at(strides, 0));
    const loaded = loadsOf(expression).map(
      (l) => `let ${loads.name(l)} = ${alias[l.dtype]}(${read.arrays[loads.at(l)]}[${at(l.strides, l.offset)}]);`,
    );
    const own = [
      `let i = at${before ? ` - ${before}u` : ''};`,
      ...loaded,
      ...lines,
      `result[${plus('i', start)}] = ${results[0]};`,
      'return;',
    ];
    return `  if (at < ${end}u) {\n${indented(2, own)}  }\n`;
  });
  const { dtype } = vectors[0]!.expression;
  return launch({
    name: `${name}/${vectors.length} vectors`,
    declarations: [...aliases(1), ...read.buffers, writes('result', result, wgslType[dtype])],
    entry: grid,
    body: `  let at = id.x;\n${branches.join('')}`,
  });
}
