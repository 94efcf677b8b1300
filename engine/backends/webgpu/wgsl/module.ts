/** A storage buffer: an array of `element`s, binding `number` of group 0. */
interface BufferDeclaration {
  readonly kind: 'buffer';
  readonly name: string;
  readonly number: number;
  readonly access: 'read' | 'read_write';
  readonly element: string;
}

/** An array in the memory of a workgroup. */
export interface SharedArray {
  readonly kind: 'shared';
  readonly name: string;
  readonly element: 'f32' | 'u32' | 'vec4<f32>';
  /** Outermost first: of [n, m], n arrays of m elements. */
  readonly sizes: readonly number[];
}

/** Of workgroup memory. */
export const bytesOf = ({ element, sizes }: Pick<SharedArray, 'element' | 'sizes'>): number =>
  sizes.reduce((a, b) => a * b) * (element === 'vec4<f32>' ? 16 : 4);

/** Another name for a type. */
interface Alias {
  readonly kind: 'alias';
  readonly name: string;
  readonly type: string;
}

/** A function that a kernel calls. */
export interface Helper {
  readonly kind: 'helper';
  readonly name: string;
  /** From `fn` to the brace that closes it, perhaps with a comment before. */
  readonly text: string;
}

export type Declaration = BufferDeclaration | SharedArray | Alias | Helper;

export type DeclarationOf<K extends Declaration['kind']> = Extract<Declaration, { readonly kind: K }>;

/** A value of WGSL that says which thread it is, as the entry point is given it. */
export interface Parameter {
  readonly builtin: string;
  readonly name: string;
  readonly type: string;
}

/** A kernel before it is printed. */
export interface Module {
  /** As `subgroups`. */
  readonly enables: readonly string[];
  /** In the order of the text: each after those that it uses. */
  readonly declarations: readonly Declaration[];
  /** What is said about the memory of a workgroup. */
  readonly comments: readonly string[];
  readonly main: {
    /** Threads of a workgroup along each dimension. */
    readonly size: readonly number[];
    readonly parameters: readonly Parameter[];
    /** Lines between its braces. */
    readonly body: string;
  };
  /** The only side of the workgroup's memory that has a blank line; else both have. */
  readonly blank?: 'before' | 'after' | undefined;
}

/** Its declarations of one kind. */
export const declared = <K extends Declaration['kind']>(
  { declarations }: Module,
  kind: K,
): readonly DeclarationOf<K>[] => declarations.filter((d): d is DeclarationOf<K> => d.kind === kind);

/** The WGSL of a kernel. This is the one place that writes declarations. */
export function print({ enables, declarations, comments, main, blank }: Module): string {
  const memory = declarations.findIndex((d) => d.kind === 'shared');
  return [
    ...enables.map((e) => `enable ${e};\n`),
    ...declarations.flatMap((d, i) => [
      ...(i === memory ? [blank === 'after' ? '' : '\n', ...comments.map((c) => `${c}\n`)] : []),
      printed(d),
    ]),
    blank === 'before' ? '' : '\n',
    `${head(main)}${main.body}}\n`,
  ].join('');
}

function printed(d: Declaration): string {
  switch (d.kind) {
    case 'buffer':
      return `@group(0) @binding(${d.number}) var<storage, ${d.access}> ${d.name}: array<${d.element}>;\n`;
    case 'shared':
      return `var<workgroup> ${d.name}: ${d.sizes.reduceRight((of: string, n) => `array<${of}, ${n}>`, d.element)};\n`;
    case 'alias':
      return `alias ${d.name} = ${d.type};\n`;
    case 'helper':
      return `\n${d.text}\n`;
  }
}

/** The beginning of `main`, its brace open. */
function head({ size, parameters }: Module['main']): string {
  const all = parameters.map((p) => `@builtin(${p.builtin}) ${p.name}: ${p.type}`);
  const line = all.join(', ');
  const list = line.length > 90 ? `\n${all.map((p) => `  ${p},\n`).join('')}` : line;
  return `@compute @workgroup_size(${size.join(', ')})\nfn main(${list}) {\n`;
}
