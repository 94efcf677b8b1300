import { stridesOf } from '../../../ops/shape/tensor.ts';
import { type Expression, helpersOf } from '../expression.ts';
import { type Launch, type Storage, wgslType } from '../program.ts';
import { type Axis, collapse, vectorizable } from '../wgsl/axes.ts';
import { Loads, statements } from '../wgsl/formula.ts';
import { type Entry, entry } from '../wgsl/grid.ts';
import { launch, writes } from '../wgsl/launch.ts';
import { stepsOf } from '../wgsl/sizes.ts';
import { address, alias, aliases, ceilDiv, powerOfTwo, THREADS, times } from '../wgsl/text.ts';

/** Where a result goes. Strides along `dims`, as of a slice of a larger tensor. */
export interface MapOutput {
  readonly expression: Expression;
  readonly storage: Storage;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Each formula and where it goes. */
export const outputsTo = (
  places: readonly { readonly expression: Omit<MapOutput, 'expression'> }[],
  formulas: readonly { readonly expression: Expression }[],
): readonly MapOutput[] =>
  places.map(({ expression: { storage, offset, strides } }, i) => ({
    expression: formulas[i]!.expression,
    storage,
    offset,
    strides,
  }));

const AXIS_NAMES = ['i', 'j', 'k'] as const;

/**
 * Computes formulas for every element of `dims`: all elementwise ops, copies between layouts, optimizers. Four elements a thread where the layout allows.
 * An output may be one of the loaded tensors, which is then changed in place. With `when`, a u32 scalar, nothing is written where it is 0.
 */
export function mapKernel(
  name: string,
  dims: readonly number[],
  outputs: readonly MapOutput[],
  when?: Expression,
): Launch {
  const formulas = [...outputs.map((o) => o.expression), ...(when ? [when] : [])];
  const loads = new Loads(formulas);
  const operands = [...loads.all, ...outputs];
  const plain = stridesOf(dims);
  const axes = collapse(dims, [...operands.map((o) => o.strides), plain]);
  const offsets = [...operands.map((o) => o.offset), 0];
  const width = vectorizable(axes, offsets, outputs.length + 1) ? 4 : 1;
  const grid = shapelessGrid(axes, offsets, width, outputs) ?? gridOf(axes, offsets, width);
  const inner = axes.at(-1)!;

  const written = [...new Set(outputs.map((o) => o.storage))];
  const place = loads.all.map((l) => written.indexOf(l.storage));
  const read = loads.buffers(
    (n) => width === 4 && inner.strides[n] !== 0,
    (n) => place[n] !== -1,
  );
  const results = written.map((storage, n) => {
    const { dtype } = outputs.find((o) => o.storage === storage)!.expression;
    return writes(`out${n}`, storage, width === 4 ? `vec4<${wgslType[dtype]}>` : wgslType[dtype]);
  });
  const indexed = (): string => {
    const base = grid.at(operands.length);
    return width === 4 ? `U((${base}) * 4u) + U(0u, 1u, 2u, 3u)` : base;
  };
  const { lines, results: values } = statements(formulas, loads, indexed);
  const body = `${grid.setup}
${loads.all.map((l, n) => `  let x${n} = ${alias[l.dtype]}(${place[n] === -1 ? read.arrays[n] : `out${place[n]}`}[${grid.at(n)}]);`).join('\n')}
${lines.map((l) => `  ${l}`).join('\n')}
${when ? `  if (any(${values.at(-1)} == U(0u))) { return; }\n` : ''}${outputs.map((o, n) => `  out${written.indexOf(o.storage)}[${grid.at(loads.all.length + n)}] = ${values[n]};`).join('\n')}
`;
  return launch({
    name: `${name}/map/x${width}`,
    declarations: [...aliases(width), ...read.buffers, ...results, ...helpersOf(...formulas)],
    entry: grid,
    body,
  });
}

/** Index of an operand's element, or of its vector of four, from the axes' indices. */
function addressOf(axes: readonly Axis[], operand: number, offset: number, width: 1 | 4): string {
  const scale = width === 4 && axes.at(-1)!.strides[operand] !== 0 ? 4 : 1;
  const terms = axes.map((a, n): readonly [string, number] => {
    const index = indexName(axes.length, n);
    return [index, n === axes.length - 1 ? a.strides[operand]! : a.strides[operand]! / scale];
  });
  return address(offset / scale, terms);
}

/** `i` is the innermost axis. */
const indexName = (count: number, n: number): string => AXIS_NAMES[count - 1 - n] ?? `a${n}`;

interface Grid extends Entry {
  /** Sets the axes' indices, and returns where there is nothing to do. */
  readonly setup: string;
  /** Index of an operand's element (or vector) from them. */
  readonly at: (operand: number) => string;
}

/** Threads of a workgroup along the innermost axis, of `size`; the others are along the next. */
const threadsAlong = (axes: readonly Axis[], size: number): number =>
  axes.length === 1 ? THREADS : Math.min(THREADS, powerOfTwo(size));

/**
 * Of kernels whose operands are element by element, or a number a channel or for all: no number of the shape is in the text. The first output is as long as a binding tells, up to three more:
 * those lie in its own memory, and are computed along.
 */
function shapelessGrid(
  axes: readonly Axis[],
  offsets: readonly number[],
  width: 1 | 4,
  [first]: readonly MapOutput[],
): Grid | null {
  const [plane, channels = 1, images = 1] = axes.toReversed().map((a) => a.size) as [number, number?, number?];
  const total = plane * channels * images;
  const steps = stepsOf(axes, offsets);
  if (!steps || total === 1 || first!.storage.elements !== total) return null;
  const wide = threadsAlong(axes, plane / width);
  const high = THREADS / wide;
  const isExact = total % 4 === 0 || channels * images > 3;
  if (axes.length > 1 && (channels % high || !isExact)) return null;
  const address = { element: () => 'at', channel: (c: number) => (c ? `${c}u * channels + j` : 'j'), none: null };
  const at = (operand: number): string => {
    const step = address[steps[operand]!];
    return step ? step(offsets[operand]! / channels) : `${offsets[operand]}u`;
  };
  if (axes.length === 1) {
    const setup = '  let at = id.x;\n  if (at >= arrayLength(&out0)) { return; }';
    return { ...entry([THREADS], [ceilDiv(plane / width, THREADS), 1, 1], ['id']), setup, at };
  }
  const workgroups = [ceilDiv(plane / width, wide), channels / high, images] as const;
  const setup = [
    '  let i = id.x;',
    '  let j = id.y;',
    `  let channels = ${times('blocks.y', high)};`,
    '  let plane = arrayLength(&out0) / (channels * blocks.z);',
    '  if (i >= plane) { return; }',
    '  let at = (id.z * channels + j) * plane + i;',
  ].join('\n');
  return { ...entry([wide, high], workgroups, ['id', 'blocks']), setup, at };
}

/** One thread an innermost element (or vector); up to three axes are the grid's dimensions, more are divided out of a running number. */
function gridOf(axes: readonly Axis[], offsets: readonly number[], width: 1 | 4): Grid {
  const at = (operand: number): string => addressOf(axes, operand, offsets[operand]!, width);
  const sizes = axes.map((a, n) => (n === axes.length - 1 ? a.size / width : a.size));
  if (axes.length > 3) {
    const total = sizes.reduce((n, s) => n * s, 1);
    const lines = ['  var rest = id.x;', `  if (rest >= ${total}u) { return; }`];
    for (let n = sizes.length - 1; n >= 0; n--) {
      lines.push(`  let ${indexName(sizes.length, n)} = rest % ${sizes[n]}u;`);
      if (n > 0) lines.push(`  rest = rest / ${sizes[n]}u;`);
    }
    return { ...entry([THREADS], [ceilDiv(total, THREADS), 1, 1], ['id']), setup: lines.join('\n'), at };
  }
  const [x, y = 1, z = 1] = sizes.toReversed();
  const wide = threadsAlong(axes, x!);
  const high = THREADS / wide;
  const checks = [...(x! % wide ? [`i >= ${x}u`] : []), ...(y % high ? [`j >= ${y}u`] : [])];
  const setup = sizes
    .map((_, n) => `  let ${AXIS_NAMES[n]} = id.${'xyz'[n]};`)
    .concat(checks.length ? [`  if (${checks.join(' || ')}) { return; }`] : [])
    .join('\n');
  return { ...entry([wide, high], [ceilDiv(x!, wide), ceilDiv(y, high), z], ['id']), setup, at };
}
