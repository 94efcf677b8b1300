import type { Origin } from '../../ir/graph.ts';
import type { DType } from '../../ir/types.ts';
import type { Choice } from './lower/choices.ts';
import type { Module } from './wgsl/module.ts';

/** Device memory of one tensor. Every element takes 4 bytes: f32, u32, i64 as i32 (class indices), bool as 0 or 1 in u32. */
export interface Storage {
  readonly id: number;
  readonly elements: number;
  /** For the printed plan. */
  readonly label: string;
}

/** How WGSL holds a dtype. */
export const wgslType = { f32: 'f32', u32: 'u32', i64: 'i32', bool: 'u32' } as const satisfies Record<DType, string>;

/** A WGSL module with the entry point `main` and its bindings in group 0. Equal texts are compiled once. */
export interface Kernel {
  /** Op, variant and tile, as errors and profiles name it. */
  readonly name: string;
  /** What the device compiles. */
  readonly code: string;
  /** What that was printed from. */
  readonly module: Module;
}

export interface Binding {
  readonly storage: Storage;
  readonly access: 'read' | 'write';
}

/** A kernel with its tensors, over a grid of workgroups. */
export interface Launch {
  readonly kernel: Kernel;
  /** In the order of the kernel's binding numbers. */
  readonly bindings: readonly Binding[];
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** One launch of a step. */
export interface Dispatch extends Launch {
  readonly origin: Origin;
  /** Kind of the op that asked for it. */
  readonly op: string;
  /** Multiplications and additions, 2 for a multiply-add; 0 where only memory counts. */
  readonly flops: number;
}

/** Elements: each part of a pack begins at a multiple of it, so that it can be bound alone (offsets of bindings are multiples of 256 bytes or less). */
export const PACK_ALIGNMENT = 64;

/** What a tensor of so many elements takes in a pack. */
export const padded = (elements: number): number => Math.ceil(elements / PACK_ALIGNMENT) * PACK_ALIGNMENT;

/** Storages that lie one behind the other in `whole`, so that one kernel goes over all of them. What is between them is nobody's. */
export interface Pack {
  readonly whole: Storage;
  readonly parts: readonly { readonly storage: Storage; readonly offset: number }[];
}

/** A named tensor that outlives the step or comes from outside. */
export interface Slot {
  readonly name: string;
  readonly storage: Storage;
  readonly dtype: DType;
  readonly elements: number;
}

/** A graph as kernels: everything that a device needs besides memory. Pure data, the same for the same graph and choices. */
export interface Program {
  readonly inputs: readonly Slot[];
  readonly states: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly constants: readonly { readonly storage: Storage; readonly data: Float32Array | Uint32Array | Int32Array }[];
  readonly dispatches: readonly Dispatch[];
  readonly packs: readonly Pack[];
  /** 1 as long as the guards of every step were finite, u32: from the first that was not, no step changes the states until the host sets it again. Also the last output. */
  readonly sound: Slot | null;
  /** By the call's key: which of several kernels computes it. */
  readonly choices: ReadonlyMap<string, Choice>;
}
