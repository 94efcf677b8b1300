import type { Launch, Storage } from '../program.ts';
import type { Entry } from './grid.ts';
import { type Declaration, type DeclarationOf, type Module, print, type SharedArray } from './module.ts';

/** A buffer of a kernel, and the tensor that is bound to it. It gets its number when the kernel is whole. */
export interface Bound extends Omit<DeclarationOf<'buffer'>, 'number'> {
  readonly storage: Storage;
}

/** What a kernel has at the scope of its module. */
export type Declared = Exclude<Declaration, { readonly kind: 'buffer' }> | Bound;

export const reads = (name: string, storage: Storage, element = 'f32'): Bound => ({
  kind: 'buffer',
  name,
  access: 'read',
  element,
  storage,
});

/** A kernel may read what it writes, too. */
export const writes = (name: string, storage: Storage, element = 'f32'): Bound => ({
  kind: 'buffer',
  name,
  access: 'read_write',
  element,
  storage,
});

export const shared = (name: string, element: SharedArray['element'], ...sizes: readonly number[]): SharedArray => ({
  kind: 'shared',
  name,
  element,
  sizes,
});

interface Task extends Partial<Pick<Module, 'enables' | 'comments' | 'blank'>> {
  /** Op, variant and tile, as errors and profiles name it. */
  readonly name: string;
  readonly declarations: readonly Declared[];
  /** In the order of their numbers; else what is read comes first, then what is written, as declared. */
  readonly buffers?: readonly Bound[];
  readonly entry: Entry;
  /** What `main` does, its last line ended. */
  readonly body: string;
}

/** A kernel, printed, with its tensors and its grid. */
export function launch({
  name,
  declarations,
  entry,
  body,
  enables = [],
  comments = [],
  blank,
  ...given
}: Task): Launch {
  const all = declarations.filter((d): d is Bound => d.kind === 'buffer');
  const buffers = given.buffers ?? [
    ...all.filter((b) => b.access === 'read'),
    ...all.filter((b) => b.access === 'read_write'),
  ];
  const numbered = (d: Declared): Declaration => {
    if (d.kind !== 'buffer') return d;
    const { storage: _, ...buffer } = d;
    return { ...buffer, number: buffers.indexOf(d) };
  };
  const module: Module = {
    enables,
    declarations: declarations.map(numbered),
    comments,
    main: { size: entry.size, parameters: entry.parameters, body: entry.prologue + body },
    blank,
  };
  return {
    kernel: { name, code: print(module), module },
    bindings: buffers.map(({ storage, access }) => ({ storage, access: access === 'read' ? 'read' : 'write' })),
    workgroups: entry.workgroups,
  };
}
