import type { TensorType } from '../../ir/types.ts';
import type { Emitter } from './emitter.ts';
import { type Layout, toLayout, toPlain } from './layout.ts';
import type { Operand } from './lowering.ts';

/** A tensor of the graph in every layout in which a node has made it so far; others are made when asked for, once. */
export class LaidOut implements Operand {
  readonly type: TensorType;
  readonly #emitter: Emitter;
  readonly #made: Map<Layout, string>;

  /** Whether the gradient at its zeros goes nowhere, as with outputs of ReLU: it need not be right there. */
  readonly zerosAreDead: boolean;

  constructor(emitter: Emitter, type: TensorType, layout: Layout, name: string, zerosAreDead = false) {
    this.#emitter = emitter;
    this.zerosAreDead = zerosAreDead;
    this.type = type;
    this.#made = new Map([[layout, name]]);
  }

  /** The layout it was first made in. */
  get home(): Layout {
    return this.#made.keys().next().value!;
  }

  get name(): string {
    return this.in('plain');
  }

  has(layout: Layout): boolean {
    return this.#made.has(layout) || this.#made.has(this.#same(layout));
  }

  /** The tensor's name in that layout. */
  in(layout: Layout): string {
    const known = this.#made.get(layout) ?? this.#made.get(this.#same(layout));
    if (known !== undefined) return known;
    const name = this.#convert(layout);
    this.#made.set(layout, name);
    return name;
  }

  /** For maps of one pixel, plain and blocked are the same bytes. */
  #same(layout: Layout): Layout {
    const pixel = this.type.dims[2] === 1 && this.type.dims[3] === 1;
    if (!pixel) return layout;
    return layout === 'plain' ? 'blocked' : layout === 'blocked' ? 'plain' : layout;
  }

  #convert(layout: Layout): string {
    const dims = this.type.dims as readonly number[];
    if (layout !== 'plain') return toLayout(this.#emitter, this.in('plain'), dims, layout);
    const { home } = this;
    if (home === 'plain') throw new Error('a plain tensor needs no conversion');
    return toPlain(this.#emitter, this.#made.get(home)!, dims, home);
  }
}
