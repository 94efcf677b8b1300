import type { DType } from '../../../ir/types.ts';
import { shared } from './launch.ts';
import type { DeclarationOf, Helper, SharedArray } from './module.ts';

export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);

/** The least power of two that is not below n. */
export const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(Math.max(n, 1)));

/** Name of the scalar-or-vector alias of a dtype in kernels that come in both widths. */
export const alias = { f32: 'F', u32: 'U', i64: 'I', bool: 'U' } as const satisfies Record<DType, string>;

/** `F`, `U`, `I` as scalars or as vectors of four. */
export const aliases = (width: 1 | 4): readonly DeclarationOf<'alias'>[] =>
  (
    [
      ['F', 'f32'],
      ['U', 'u32'],
      ['I', 'i32'],
    ] as const
  ).map(([name, scalar]) => ({
    kind: 'alias',
    name,
    type: width === 4 ? `vec4<${scalar}>` : scalar,
  }));

/** `mix32` of engine/base/random.ts: the same integers. */
export const mix32: Helper = {
  kind: 'helper',
  name: 'mix32',
  text: `fn mix32(x: U) -> U {
  var h = x;
  h = (h ^ (h >> U(16))) * U(0x7feb352d);
  h = (h ^ (h >> U(15))) * U(0x846ca68b);
  return h ^ (h >> U(16));
}`,
};

/** An f32 literal that WGSL accepts: finite, with every digit. */
export function float(x: number): string {
  if (!Number.isFinite(x)) throw new Error(`${x} has no literal in WGSL`);
  const text = String(Math.fround(x));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/** Sum of `stride`-weighted indices, zero terms left out: `7 + i * 3 + j`. */
export function address(offset: number, terms: readonly (readonly [index: string, stride: number])[]): string {
  const parts = terms.flatMap(([index, stride]) =>
    stride === 0 ? [] : [stride === 1 ? index : `${index} * ${stride}u`],
  );
  if (offset > 0 || parts.length === 0) parts.unshift(`${offset}u`);
  return parts.join(' + ');
}

/** Arithmetic with numbers that are known, without what changes nothing. */
export const times = (text: string, n: number): string => (n === 1 ? text : `${text} * ${n}u`);
export const over = (text: string, n: number): string => (n === 1 ? text : `${text} / ${n}u`);
export const plus = (text: string, n: number): string => (n === 0 ? text : `${text} + ${n}u`);

/** As one factor of a product. */
export const factorOf = (text: string): string => (/^\w+ /.test(text) ? `(${text})` : text);

/** In i32. */
export const scaled = (text: string, n: number): string => (n === 1 ? text : `${text} * ${n}`);
/** In i32, by a number that may be below zero. */
export const shifted = (text: string, n: number): string =>
  n === 0 ? text : `${text} ${n < 0 ? '-' : '+'} ${Math.abs(n)}`;

/** Statements as lines of a body. */
export const indented = (depth: number, lines: readonly string[]): string =>
  lines.map((line) => `${'  '.repeat(depth)}${line}\n`).join('');

/** A statement under conditions. */
export const guarded = (conditions: readonly string[], statement: string): string =>
  conditions.length ? `if (${conditions.join(' && ')}) { ${statement} }` : statement;

/** Reads a number in each of four neighbouring threads; `name`_d is, in thread l, what thread l xor d read. */
export const quadShared = (name: string, value: string): readonly string[] => [
  `let ${name}_0 = ${value};`,
  `let ${name}_1 = quadSwapX(${name}_0);`,
  `let ${name}_2 = quadSwapY(${name}_0);`,
  `let ${name}_3 = quadSwapDiagonal(${name}_0);`,
];

export const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** Threads of a workgroup, in kernels that have no reason for another number. */
export const THREADS = 64;

/** Workgroup memory for a part of each sum by each thread. */
export const lanesFor = (sums: number): SharedArray => shared('lanes', 'f32', sums, THREADS);

/**
 * The end of a kernel whose `THREADS` threads have each put a part of sum n into `lanes[n]`: they are added in a fixed order, then one thread does what comes `after`,
 * with the sums in `lanes[n][0]`.
 */
export function joinedLanes(sums: number, after: readonly string[]): string {
  const each = (line: (n: number) => string): string => range(sums).map(line).join('\n');
  return `  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < ${THREADS}u; l += 8u) {
${each((n) => `      lanes[${n}][thread] += lanes[${n}][l];`)}
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
${each((n) => `      lanes[${n}][0] += lanes[${n}][l];`)}
    }
${after.map((line) => `    ${line}`).join('\n')}
  }
`;
}
