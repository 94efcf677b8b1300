import { bindingsOf, type Expression, helpersOf, type Load, loadsOf, productsOf, sizeOf } from '../expression.ts';
import type { Storage } from '../program.ts';
import { Loads, statements } from './formula.ts';
import type { Declared } from './launch.ts';
import type { Helper } from './module.ts';
import { address, alias, aliases, indented } from './text.ts';

/** The numbers that a kernel stores at once: one, four that are neighbours in memory, or four that have a place each. */
export type Lanes = 'one' | 'neighbours' | 'apart';

/** Elements from one image, one channel, one position of a plane to the next. */
interface Steps {
  readonly image: number;
  readonly channel: number;
  readonly position: 0 | 1;
}

/** A matrix is an image whose channels are its rows, each a plane of one row. */
const planar = (axes: readonly number[], none: number): readonly number[] =>
  axes.length === 2 ? [none, axes[0]!, none, axes[1]!] : axes;

/**
 * How an operand [N, C, H, W] is walked through; null where it is not plane by plane as results are: a number for each position in the order of memory, or one for
 * all positions (of a channel, of an image, of all).
 */
function stepsOf({ strides, offset = 0 }: { strides: readonly number[]; offset?: number }, dims: readonly number[]) {
  const all = planar(dims, 1);
  const [n, c, y, x] = planar(strides, 0).map((s, axis) => (all[axis] === 1 ? 0 : s)) as [
    number,
    number,
    number,
    number,
  ];
  const [rows, columns] = all.slice(2) as [number, number];
  const position = columns === 1 ? y : x;
  const inOrder = rows === 1 || columns === 1 || y === columns * x;
  const isWhole = [n, c, offset].every((s) => s % (rows * columns) === 0);
  const steps: Steps = { image: n, channel: c, position: position === 0 ? 0 : 1 };
  return inOrder && (position === 0 || (position === 1 && isWhole)) ? steps : null;
}

/**
 * A formula over what a convolution computes, [N, C, H, W], or a matrix, and over tensors that its kernel reads where it stores. All of it is a function `finished` of where a number
 * goes, image, channel and position in the plane, and of the number; so are four at once.
 */
export class Epilogue {
  readonly #formula: Expression;
  readonly #factor: Expression | null;
  readonly #dims: readonly number[];

  private constructor(dims: readonly number[], formula: Expression, factor: Expression | null) {
    this.#dims = dims;
    this.#formula = formula;
    this.#factor = factor;
  }

  /**
   * Null where a kernel does not have an operand at hand, or where it is not numbers that result. A `factor` of what is stored, a formula without products, is a function too, `factor` of
   * image, channel and position.
   */
  static of(dims: readonly number[], formula: Expression, factor: Expression | null = null): Epilogue | null {
    const fits = (e: Expression): boolean => {
      if (e.kind === 'apply') return e.args.every(fits);
      return (e.kind !== 'load' && e.kind !== 'index') || stepsOf(e, dims) !== null;
    };
    return formula.dtype === 'f32' && [formula, factor].every((e) => !e || fits(e))
      ? new Epilogue(dims, formula, factor)
      : null;
  }

  get #formulas(): readonly Expression[] {
    return this.#factor ? [this.#formula, this.#factor] : [this.#formula];
  }

  /** Ops. */
  get size(): number {
    return this.#formulas.reduce((n, e) => n + sizeOf(e), 0);
  }

  /** Those that are read. */
  get tensors(): readonly Storage[] {
    return loadsOf(...this.#formulas).map((l) => l.storage);
  }

  /** Tensors that a kernel binds for it, at most. */
  get bindings(): number {
    return bindingsOf(...this.#formulas) - new Set(productsOf(this.#formula)).size;
  }

  /** The buffers and the functions. Positions of neighbours are those of the vector. */
  declared(lanes: Lanes): readonly Declared[] {
    const width = lanes === 'one' ? 1 : 4;
    const loads = new Loads(this.#formulas);
    const steps = loads.all.map((l) => stepsOf(l, this.#dims)!);
    const packed = (n: number): boolean => lanes === 'neighbours' && steps[n]!.position === 1;
    const { buffers, arrays } = loads.buffers(packed);
    const at = ({ image, channel, position }: Steps, offset: number, scale: number): string =>
      address(offset / scale, [
        ['image', image / scale],
        ['channel', channel / scale],
        ['position', position],
      ]);
    const read = (load: Load): readonly string[] => {
      const { dtype, offset } = load;
      const n = loads.at(load);
      const own = steps[n]!;
      const type = alias[dtype];
      const place = at(own, offset, packed(n) ? 4 : 1);
      const isApart = lanes === 'apart' && (own.image > 0 || own.position > 0);
      if (!isApart) return [`let x${n} = ${type}(${arrays[n]}[${place}]);`];
      const each = ['x', 'y', 'z', 'w'].map((c) => `${arrays[n]}[at${n}.${c}]`);
      return [`let at${n} = ${place};`, `let x${n} = ${type}(${each.join(', ')});`];
    };
    const index = (strides: readonly number[]): string => {
      const own = stepsOf({ strides }, this.#dims)!;
      if (lanes !== 'neighbours' || own.position === 0) return `U(${at(own, 0, 1)})`;
      return `U((${at(own, 0, 4)}) * 4u) + U(0u, 1u, 2u, 3u)`;
    };
    const place = lanes === 'apart' ? 'U' : 'u32';
    const made = (name: string, formula: Expression, sum: string): Helper => {
      const { lines, results } = statements([formula], loads, index, 'sum');
      const body = [...loadsOf(formula).flatMap(read), ...lines, `return ${results[0]};`];
      const head = `fn ${name}(image: ${place}, channel: u32, position: ${place}${sum}) -> F {`;
      return { kind: 'helper', name, text: `${head}\n${indented(1, body)}}` };
    };
    return [
      ...buffers,
      ...aliases(width),
      ...helpersOf(...this.#formulas),
      made('finished', this.#formula, ', sum: F'),
      ...(this.#factor ? [made('factor', this.#factor, '')] : []),
    ];
  }
}

/** What a kernel has of an epilogue: declarations, the end of its name, and what it stores for a number. */
export function ending(epilogue: Epilogue | null, lanes: Lanes) {
  return {
    declarations: epilogue?.declared(lanes) ?? [],
    suffix: epilogue ? '/epilogue' : '',
    finished: (image: string, channel: string, position: string, sums: string): string =>
      epilogue ? `finished(${image}, ${channel}, ${position}, ${sums})` : sums,
  };
}
