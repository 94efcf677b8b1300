import type { TensorType } from '../../ir/types.ts';
import type { Emitter } from '../lower/emitter.ts';
import type { Layout } from '../lower/layout.ts';
import type { LaidOut } from '../lower/operand.ts';

/** One call to be lowered to blocked layouts. */
export interface FastSite<A> {
  readonly attrs: A;
  readonly inputs: readonly LaidOut[];
  readonly outputs: readonly TensorType[];
  /** Name of the way of computing it that the plan chose; undefined where the op has only one. */
  readonly candidate: string | undefined;
}

/** An output in the layout in which the lowering made it. */
export interface Made {
  readonly layout: Layout;
  readonly name: string;
}

/** Emits the call's nodes, or returns null where this call's shapes do not suit: then the plain lowering serves. */
export type FastLowering<A> = (e: Emitter, site: FastSite<A>) => readonly Made[] | null;

export const made = (layout: Layout, name: string): Made => ({ layout, name });
export const blocked = (name: string): readonly Made[] => [made('blocked', name)];
