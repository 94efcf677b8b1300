import type { Expression, Tensor } from '../expression.ts';
import { productsOf, withProducts } from '../expression.ts';
import type { MapOutput } from '../kernels/map.ts';

/** That the kernel which computes a tensor also leaves, of each channel's parts, its sum and that of its products with a factor: [parts, C, 4] as of `Left`. */
export interface SumsWanted {
  /** Of the tensor's dims. */
  readonly factor: Expression;
  /** Called where it does. */
  readonly leave: (parts: Tensor) => void;
}

/** What a convolution computes, while its kernel waits for the formulas that follow. */
export interface Product {
  /** Launches its kernel so that a formula of its numbers is all that it stores; null where that cannot be. */
  readonly into: (output: MapOutput, sums: SumsWanted | null) => (() => void) | null;
  /** Launches it as it is. */
  readonly whole: () => Tensor;
}

/**
 * At most one product waits: the next convolution ends that, so that what a kernel reads is kept for little longer than if it had not waited. `launching` does what
 * launches its kernel in the name of the call that it is of.
 */
export class Products {
  #waiting: (Product & { readonly expression: Expression; readonly launching: Launching }) | null = null;
  /** Where those lie that were launched as they are. */
  readonly #whole = new Map<Expression, Expression>();

  wait(product: Product, launching: Launching): Expression {
    this.settle();
    const expression: Expression = { kind: 'product', dtype: 'f32' };
    this.#waiting = { ...product, expression, launching };
    return expression;
  }

  isAwaitedBy(e: Expression): boolean {
    return productsOf(e).some((p) => p === this.#waiting?.expression);
  }

  /** The formula from memory where its products are there. */
  known(e: Expression): Expression {
    return withProducts(e, (product) => this.#whole.get(product) ?? product);
  }

  /** Launches what waits as it is. */
  settle(): void {
    if (!this.#waiting) return;
    const { expression, whole, launching } = this.#waiting;
    this.#waiting = null;
    launching(() => this.#whole.set(expression, whole().expression));
  }

  /** What is left to compute, of what is known: nothing where the kernel that waits computes the only one. */
  finish(outputs: readonly MapOutput[], sums: SumsWanted | null): readonly MapOutput[] {
    const known = (): readonly MapOutput[] => outputs.map((o) => ({ ...o, expression: this.known(o.expression) }));
    const [first, ...others] = known();
    if (!this.#waiting || ![first!, ...others].some((o) => this.isAwaitedBy(o.expression))) return known();
    const { into, launching } = this.#waiting;
    const launch = others.length === 0 ? into(first!, sums) : null;
    if (launch) {
      this.#waiting = null;
      launching(launch);
      return [];
    }
    this.settle();
    return known();
  }
}

type Launching = (launch: () => void) => void;
