import type { Storage } from '../program.ts';
import { range } from './text.ts';

/** What a tile leaves of each channel beside its numbers, as a part of what the channel has: a vec4<f32>. */
export interface Left {
  /**
   * `moments`: how many numbers, their mean, squared distances to it. `sums`, of what an epilogue with a factor computes: how many numbers, their sum, the sum of their products with the factor.
   */
  readonly kind: 'moments' | 'sums';
  /** By part and channel. */
  readonly storage: Storage;
  /** Which part the kernel's first tile is. */
  readonly first: number;
}

/** How a row's part is made, in WGSL. */
export interface TileParts {
  /** What is stored for the sums of a row. */
  readonly value: (row: string, sums: string) => string;
  /** 1 for those of a quad of columns that are there, else 0: a vec4<f32>. */
  readonly valid: (suffix: string) => string;
  /**
   * Of one thread, which has `count` numbers, for each of its quads `t` the numbers `v`t, there where `valid`t is 1: statements, and a vec4<f32>.
   */
  readonly own: (row: string, quads: readonly number[]) => { readonly lines: readonly string[]; readonly part: string };
  /** Two parts together. */
  readonly merged: (a: string, b: string) => string;
  /** Stores a row's, a vec4<f32>; one thread a row does. */
  readonly store: (row: string, part: string) => string;
}

const total = (quads: readonly number[], part: (t: number) => string): string => quads.map(part).join(' + ');

/** Mean and squared distances to it. */
export const moments: Pick<TileParts, 'own' | 'merged'> = {
  own: (_, quads) => ({
    lines: [
      `let mean = (${total(quads, (t) => `dot(v${t}, valid${t})`)}) / max(count, 1.0);`,
      ...quads.map((t) => `let d${t} = (v${t} - mean) * valid${t};`),
    ],
    part: `vec4<f32>(count, mean, ${total(quads, (t) => `dot(d${t}, d${t})`)}, 0.0)`,
  }),
  merged: (a, b) => `merged(${a}, ${b})`,
};

/** Sums of numbers, and of their products with a factor, which is WGSL of row and quad. */
export const sumsWith = (factor: (row: string, suffix: string) => string): Pick<TileParts, 'own' | 'merged'> => ({
  own: (row, quads) => ({
    lines: quads.map((t) => `let s${t} = v${t} * valid${t};`),
    part: `vec4<f32>(count, ${total(quads, (t) => `dot(s${t}, vec4<f32>(1.0))`)}, ${total(quads, (t) => `dot(s${t}, ${factor(row, `${t}`)})`)}, 0.0)`,
  }),
  merged: (a, b) => `${a} + ${b}`,
});

/**
 * Each thread's part of a row, then that of all `across` threads of the row, in a fixed order: neighbours in a subgroup, `lanes` of them, hand theirs to each other, the rest
 * goes through the memory of the right factor, which is done with.
 */
export function partsOfRows(
  { value, valid, own, merged, store }: TileParts,
  across: number,
  lanes: number,
  rows: readonly { readonly row: string; readonly sums: readonly string[] }[],
): readonly string[] {
  const quads = range(rows[0]!.sums.length);
  const near = Math.min(lanes, across);
  const steps = range(Math.log2(near)).map((i) => `all = ${merged('all', `subgroupShuffleXor(all, ${2 ** i}u)`)};`);
  const through = ['workgroupBarrier();', 'right[thread] = all;', 'workgroupBarrier();'];
  const others = `for (var i = ${near}u; i < ${across}u; i += ${near}u) { all = ${merged('all', 'right[thread + i]')}; }`;
  return [
    ...quads.map((t) => `let valid${t} = ${valid(`${t}`)};`),
    `let count = ${total(quads, (t) => `dot(valid${t}, vec4<f32>(1.0))`)};`,
    ...rows.flatMap(({ row, sums }) => {
      const { lines, part } = own(row, quads);
      return [
        '{',
        ...[
          ...quads.map((t) => `let v${t} = ${value(row, sums[t]!)};`),
          ...lines,
          `var all = ${part};`,
          ...steps,
          ...(near < across ? through : []),
          'if (across == 0u) {',
          ...[...(near < across ? [others] : []), store(row, 'all')].map((line) => `  ${line}`),
          '}',
        ].map((line) => `  ${line}`),
        '}',
      ];
    }),
  ];
}
