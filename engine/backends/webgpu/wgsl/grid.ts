import { MAX_WORKGROUPS } from './limits.ts';
import type { Parameter } from './module.ts';
import { ceilDiv, indented, over } from './text.ts';

type Triple = readonly [x: number, y: number, z: number];

/** What a kernel asks of where it is: WGSL names, and the built-in values that they are. */
const builtins = {
  /** Workgroup, thread in it along each dimension, and thread in the whole grid. */
  block: ['workgroup_id', 'vec3<u32>'],
  lane: ['local_invocation_id', 'vec3<u32>'],
  id: ['global_invocation_id', 'vec3<u32>'],
  /** Workgroups along each dimension, as they are wanted: a kernel that takes sizes of its tensors from there has one text for all of them. */
  blocks: ['num_workgroups', 'vec3<u32>'],
  /** Thread in its workgroup, and in its subgroup: u32. */
  thread: ['local_invocation_index', 'u32'],
  invocation: ['subgroup_invocation_id', 'u32'],
} as const;

type Builtin = keyof typeof builtins;

/** How a kernel begins: who its threads are, and the grid that they are in. */
export interface Entry {
  /** Threads of a workgroup along each dimension. */
  readonly size: readonly number[];
  readonly parameters: readonly Parameter[];
  /** Lines at the beginning of `main`, which make what a folded grid does not tell. */
  readonly prologue: string;
  /** As they are dispatched. */
  readonly workgroups: Triple;
}

/**
 * The entry point of a kernel over a grid of workgroups as long as is wanted along each dimension. A grid that a device
 * does not take is folded into another, and a workgroup's `block` (or `id`) is divided out of its number in that. The
 * workgroups beyond the last end at once, all threads of them, so that barriers may follow.
 */
export function entry(size: readonly number[], workgroups: Triple, names: readonly Builtin[]): Entry {
  const given = (wanted: readonly Builtin[]): readonly Parameter[] =>
    wanted.map((name) => ({ name, builtin: builtins[name][0], type: builtins[name][1] }));
  if (workgroups.every((n) => n <= MAX_WORKGROUPS)) return { size, parameters: given(names), prologue: '', workgroups };
  const total = workgroups.reduce((a, b) => a * b);
  const grid = folded(total);
  const lanes = names.includes('id') ? (['lane'] as const) : [];
  const made = names.filter((name) => name === 'block' || name === 'blocks' || name === 'id');
  const others = names.filter((name) => !made.some((m) => m === name));
  const block = placeIn(workgroups, 'serial');
  const blocks = vector(workgroups);
  const id = `${block} * vec3<u32>(${[0, 1, 2].map((axis) => `${size[axis] ?? 1}u`).join(', ')}) + lane`;
  const lines = [
    `let serial = dispatched.x + dispatched.y * ${grid[0]}u + dispatched.z * ${grid[0] * grid[1]}u;`,
    `if (serial >= ${total}u) { return; }`,
    ...made.map((name) => `let ${name} = ${{ block, blocks, id }[name]};`),
  ];
  return {
    size,
    parameters: [{ name: 'dispatched', builtin: 'workgroup_id', type: 'vec3<u32>' }, ...given([...lanes, ...others])],
    prologue: indented(1, lines),
    workgroups: grid,
  };
}

/** vec3<u32> of these. */
export const vector = (sizes: Triple): string => `vec3<u32>(${sizes.map((n) => `${n}u`).join(', ')})`;

/** Where the one with that number is in a grid of such sizes: vec3<u32>. */
export function placeIn([x, y, z]: Triple, number: string): string {
  const along = (size: number, below: number, above: number): string => {
    if (size === 1) return '0u';
    const from = over(number, below);
    return above === 1 ? from : `${from} % ${size}u`;
  };
  return `vec3<u32>(${along(x, 1, y * z)}, ${along(y, x, z)}, ${along(z, x * y, 1)})`;
}

/** At least `total` workgroups, few more, in as few dimensions as take them. */
function folded(total: number): Triple {
  const z = ceilDiv(total, MAX_WORKGROUPS ** 2);
  const y = ceilDiv(total, MAX_WORKGROUPS * z);
  const x = ceilDiv(total, y * z);
  if (x > MAX_WORKGROUPS) throw new Error(`${total} workgroups are more than a grid takes`);
  return [x, y, z];
}
