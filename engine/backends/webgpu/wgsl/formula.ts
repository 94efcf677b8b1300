import { type Expression, type Load, loadKey, loadsOf } from '../expression.ts';
import { wgslType } from '../program.ts';
import { type Bound, reads } from './launch.ts';
import { alias, float } from './text.ts';

/** Names the loads of some formulas in the order in which they appear, so that equal kernels have equal texts. */
export class Loads {
  readonly all: readonly Load[];
  readonly #at: ReadonlyMap<string, number>;
  constructor(expressions: readonly Expression[]) {
    this.all = loadsOf(...expressions);
    this.#at = new Map(this.all.map((l, i) => [loadKey(l), i]));
  }
  /**
   * The buffers of what is read, each tensor once in each width, and the name of each load's array: of scalars, or of
   * vectors of four where `isVector` says so of load n. Those that `isOutput` are declared by others.
   */
  buffers(
    isVector: (n: number) => boolean,
    isOutput: (n: number) => boolean = () => false,
  ): { readonly buffers: readonly Bound[]; readonly arrays: readonly string[] } {
    const buffers: Bound[] = [];
    const known = new Map<string, string>();
    const arrays = this.all.map(({ storage, dtype }, n) => {
      if (isOutput(n)) return '';
      const element = isVector(n) ? `vec4<${wgslType[dtype]}>` : wgslType[dtype];
      const key = `${storage.id} ${element}`;
      const name = known.get(key) ?? `in${buffers.length}`;
      if (!known.has(key)) {
        known.set(key, name);
        buffers.push(reads(name, storage, element));
      }
      return name;
    });
    return { buffers, arrays };
  }

  /** Which of the loads it is. */
  at(load: Load): number {
    return this.#at.get(loadKey(load))!;
  }

  /** Name of the loaded number in the kernel. */
  name(load: Load): string {
    return `x${this.at(load)}`;
  }
}

const literal = (e: Extract<Expression, { readonly kind: 'literal' }>): string =>
  e.dtype === 'f32'
    ? `F(${float(e.value)})`
    : e.dtype === 'i64'
      ? `I(${Math.trunc(e.value)})`
      : `U(${Math.trunc(e.value)}u)`;

/**
 * Statements that compute formulas, and the name of each result. A shared part is computed once. `index` is the WGSL of an element index by its strides, `product` of
 * the number that the kernel has computed itself.
 */
export function statements(
  expressions: readonly Expression[],
  loads: Loads,
  index: (strides: readonly number[]) => string,
  product?: string,
): { readonly lines: readonly string[]; readonly results: readonly string[] } {
  const lines: string[] = [];
  const known = new Map<string, string>();
  const walk = (e: Expression): string => {
    if (e.kind === 'load') return loads.name(e);
    if (e.kind === 'literal') return literal(e);
    if (e.kind === 'product') {
      if (product === undefined) throw new Error('a formula is computed before the convolution that it follows');
      return product;
    }
    const text = e.kind === 'index' ? index(e.strides) : e.formula(...e.args.map(walk));
    const key = `${alias[e.dtype]} ${text}`;
    const name = known.get(key) ?? `t${known.size}`;
    if (!known.has(key)) {
      known.set(key, name);
      lines.push(`let ${name}: ${alias[e.dtype]} = ${text};`);
    }
    return name;
  };
  const results = expressions.map(walk);
  return { lines, results };
}
