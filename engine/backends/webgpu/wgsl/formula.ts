import { type Expression, type Load, loadKey, loadsOf } from '../expression.ts';
import { type Binding, wgslType } from '../program.ts';
import { alias, declare, float } from './text.ts';

/** Names the loads of some formulas in the order in which they appear, so that equal kernels have equal texts. */
export class Loads {
  readonly all: readonly Load[];
  readonly #at: ReadonlyMap<string, number>;
  constructor(expressions: readonly Expression[]) {
    this.all = loadsOf(...expressions);
    this.#at = new Map(this.all.map((l, i) => [loadKey(l), i]));
  }
  /**
   * Declares what is read as bindings from number `first` on, each tensor once in each width, and names the array of each load: a scalar or a vector of four,
   * as `isVector` says of load n. Those that `isOutput` are declared by others.
   */
  declared(
    isVector: (n: number) => boolean,
    isOutput: (n: number) => boolean = () => false,
    first = 0,
  ): { readonly code: string; readonly bindings: readonly Binding[]; readonly arrays: readonly string[] } {
    const bindings: Binding[] = [];
    const known = new Map<string, string>();
    let code = '';
    const arrays = this.all.map(({ storage, dtype }, n) => {
      if (isOutput(n)) return '';
      const element = isVector(n) ? `vec4<${wgslType[dtype]}>` : wgslType[dtype];
      const key = `${storage.id} ${element}`;
      const name = known.get(key) ?? `in${bindings.length}`;
      if (!known.has(key)) {
        known.set(key, name);
        code += declare(first + bindings.length, name, 'read', element);
        bindings.push({ storage, access: 'read' });
      }
      return name;
    });
    return { code, bindings, arrays };
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
