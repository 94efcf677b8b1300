type Access = 'read' | 'read_write';

/** A name at a module's scope, and what it is. */
type Declaration =
  | {
      readonly kind: 'binding';
      readonly name: string;
      readonly number: number;
      readonly access: Access;
      readonly element: string;
    }
  /** Of all threads of a workgroup: `count` elements. */
  | { readonly kind: 'shared'; readonly name: string; readonly element: string; readonly count: number }
  | { readonly kind: 'alias'; readonly name: string; readonly type: string }
  | { readonly kind: 'function'; readonly name: string; readonly text: string };

export type DeclarationOf<K extends Declaration['kind'] = Declaration['kind']> = Extract<
  Declaration,
  { readonly kind: K }
>;

interface Parameter {
  readonly builtin: string;
  readonly name: string;
  readonly type: string;
}

/** A kernel's text by its parts. */
export interface Module {
  /** As `enable subgroups;`. */
  readonly directives: readonly string[];
  /** Each after those that it uses. */
  readonly declarations: readonly Declaration[];
  readonly main: {
    readonly size: readonly number[];
    readonly parameters: readonly Parameter[];
    readonly body: string;
    /** What is said about the module as a whole. */
    readonly comments: readonly string[];
  };
}

/** A line, or a function to the brace that closes it. */
const PARTS = /^(?:@compute .*\n)?fn [^]*?^\}$|^.+$/gm;
const MAIN = /^@compute @workgroup_size\((?<size>.*)\)\nfn main\((?<parameters>[^]*?)\) \{\n(?<body>[^]*)\}$/;
const FUNCTION = /^fn (?<name>\w+)\(/;
const BINDING =
  /^@group\(0\) @binding\((?<number>\d+)\) var<storage, (?<access>\w+)> (?<name>\w+): array<(?<element>.+)>;$/;
const SHARED = /^var<workgroup> (?<name>\w+): array<(?<element>.+), (?<count>\d+)>;$/;
const ALIAS = /^alias (?<name>\w+) = (?<type>.+);$/;
const PARAMETER = /@builtin\((?<builtin>\w+)\) (?<name>\w+): (?<type>[\w<>]+)/g;

/** WGSL as the kernels of this folder are written: a declaration a line, or to a brace at the beginning of one. */
export function moduleOf(code: string): Module {
  const [directives, comments, declarations]: [string[], string[], Declaration[]] = [[], [], []];
  let main: Module['main'] | undefined;
  for (const [text] of code.matchAll(PARTS)) {
    const groups = (pattern: RegExp): Record<string, string> | undefined => pattern.exec(text)?.groups;
    const [entry, binding, shared, alias, fn] = [MAIN, BINDING, SHARED, ALIAS, FUNCTION].map(groups);
    if (entry) {
      const parameters = [...entry['parameters']!.matchAll(PARAMETER)].map((p) => p.groups as unknown as Parameter);
      main = { size: entry['size']!.split(', ').map(Number), parameters, body: entry['body']!, comments };
    } else if (binding)
      declarations.push({ kind: 'binding', ...binding, number: Number(binding['number']) } as Declaration);
    else if (shared) declarations.push({ kind: 'shared', ...shared, count: Number(shared['count']) } as Declaration);
    else if (alias) declarations.push({ kind: 'alias', ...alias } as Declaration);
    else if (fn) declarations.push({ kind: 'function', name: fn['name']!, text });
    else if (text.startsWith('enable ')) directives.push(text);
    else if (text.startsWith('//')) comments.push(text);
    else throw new Error(`a kernel declares what nobody knows: ${text}`);
  }
  if (!main) throw new Error('a kernel begins nowhere');
  return { directives, declarations, main };
}

/** Comments, and names that are not of components. */
const NAMES = /\/\/.*|(?<![.\w])[A-Za-z_]\w*/g;

export const namesIn = (text: string): ReadonlySet<string> => new Set([...text.matchAll(NAMES)].map(([name]) => name));

export const renamed = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(NAMES, (name) => names.get(name) ?? name);
