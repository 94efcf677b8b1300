import type { Binding, Launch } from '../program.ts';
import { entry, placeIn, vector } from '../wgsl/grid.ts';
import { type Bound, type Declared, launch, reads, writes } from '../wgsl/launch.ts';
import { MAX_BINDINGS } from '../wgsl/limits.ts';
import { bytesOf, declared, type Helper, type Module, type SharedArray } from '../wgsl/module.ts';
import { namesIn, renamed } from '../wgsl/names.ts';
import { ceilDiv, guarded, indented } from '../wgsl/text.ts';

/**
 * Whether kernels that do not wait for each other can be one, on a device whose workgroups share so many bytes. What
 * they have alike they share: tensors, functions, and the workgroup's memory, since a workgroup is of one kernel only.
 */
export function canBeBeside(launches: readonly Launch[], workgroupBytes: number): boolean {
  const modules = launches.map((l) => l.kernel.module);
  const size = sizeOf(modules);
  const bound = launches.flatMap((l) => tensorsOf(l).map(({ what }) => what));
  const shared = together(modules.map(sharedOf));
  return (
    modules.every((m) => fits(m, size)) &&
    new Set(bound).size <= MAX_BINDINGS &&
    shared.reduce((sum, { array }) => sum + bytesOf(array), 0) <= workgroupBytes
  );
}

/**
 * These as one, over all their workgroups, one kernel's behind the other's: the device runs them at the same time, the
 * host records one.
 */
export function beside(launches: readonly Launch[]): Launch {
  const parts = launches.map(
    (one): Part => ({ ...one, ...one.kernel, names: namesOf(one.kernel.module), renames: new Map() }),
  );
  const modules = parts.map((p) => p.module);
  const scope = new Scope(parts);
  const buffers = parts.flatMap((part) => buffersOf(part, scope));
  const names = new Map<string, string>();
  for (const part of parts)
    for (const { array, what } of sharedOf(part.module)) names.set(what, scope.name(part, array.name, what).name);
  const shared = together(modules.map(sharedOf)).map(({ what, array: { kind, element, sizes } }) => ({
    kind,
    name: names.get(what)!,
    element,
    sizes,
  }));
  const aliases = parts.flatMap((part) => aliasesOf(part, scope));
  const helpers = parts.flatMap((part) => helpersOf(part, scope));
  const mains = parts.map((part, n) => mainOf(part, n, scope));
  return launch({
    name: nameOf(launches),
    enables: [...new Set(modules.flatMap((m) => m.enables))],
    declarations: [...aliases, ...buffers, ...shared, ...helpers, ...mains],
    buffers,
    blank: 'after',
    ...whole(parts, mains),
  });
}

const threadsOf = (size: readonly number[]): number => size.reduce((a, b) => a * b);

/** The workgroups' size of all: the greatest. */
const sizeOf = (modules: readonly Module[]): readonly number[] =>
  modules.map((m) => m.main.size).reduce((a, b) => (threadsOf(a) >= threadsOf(b) ? a : b));

/**
 * Whether it runs in workgroups of `size`: its own are such, or several of them are one, which those cannot be whose
 * threads have something to do with each other.
 */
function fits(module: Module, size: readonly number[]): boolean {
  const each = threadsOf(size) / threadsOf(module.main.size);
  const isAlone = module.enables.length === 0 && declared(module, 'shared').length === 0;
  return each === 1 || (isAlone && Number.isInteger(each));
}

/** What it binds, by number. A tensor that two read in the same way is bound once. */
function tensorsOf({ kernel, bindings }: Pick<Launch, 'kernel' | 'bindings'>) {
  const buffers = declared(kernel.module, 'buffer').toSorted((a, b) => a.number - b.number);
  return buffers.map((buffer) => {
    const { storage }: Binding = bindings[buffer.number]!;
    return { buffer, storage, what: `${storage.id} ${buffer.access} ${buffer.element}` };
  });
}

interface Shared {
  readonly array: SharedArray;
  /** Equal for arrays that are the same for all parts. */
  readonly what: string;
}

/** Arrays in the workgroup's memory: the first of each element type is the same for all parts, and so on. */
function sharedOf(module: Module): readonly Shared[] {
  const typeOf = ({ element, sizes: [, ...inner] }: SharedArray): string => [element, ...inner].join();
  const arrays = declared(module, 'shared');
  return arrays.map((array, i) => {
    const before = arrays.slice(0, i).filter((a) => typeOf(a) === typeOf(array)).length;
    return { array, what: `shared ${before} ${typeOf(array)}` };
  });
}

/** Each as long as the longest. */
function together(parts: readonly (readonly Shared[])[]): readonly Shared[] {
  const longest = new Map<string, SharedArray>();
  for (const { what, array } of parts.flat()) {
    const known = longest.get(what);
    if (!known || known.sizes[0]! < array.sizes[0]!) longest.set(what, array);
  }
  return [...longest].map(([what, array]) => ({ what, array }));
}

interface Part extends Launch {
  readonly name: string;
  readonly module: Module;
  readonly names: ReadonlySet<string>;
  /** What its names become. */
  readonly renames: Map<string, string>;
}

/** Every name that a kernel has, in functions and at the scope of its module. */
const namesOf = ({ declarations, main }: Module): ReadonlySet<string> =>
  new Set([
    ...[...declarations, ...main.parameters].map((d) => d.name),
    ...declarations.flatMap((d) => (d.kind === 'helper' ? [...namesIn(d.text)] : [])),
    ...namesIn(main.body),
  ]);

/** Names at the scope of the module that becomes of several. */
class Scope {
  readonly #parts: readonly Part[];
  readonly #taken = new Set<string>();
  readonly #known = new Map<string, string>();

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** What `name` of a part becomes, and whether it is new: what is the same for several parts, `what`, has one name. */
  name(part: Part, name: string, what: string): { readonly name: string; readonly isNew: boolean } {
    const known = this.#known.get(what);
    const given = known ?? this.#free(part, name);
    this.#taken.add(given);
    this.#known.set(what, given);
    if (given !== name) part.renames.set(name, given);
    return { name: given, isNew: known === undefined };
  }

  /**
   * The name, or that with the first number by which it is nobody's. Another part's own at its module's scope is renamed
   * in its turn; within functions none is.
   */
  #free(part: Part, name: string): string {
    const isLocal = ({ names, module }: Part, candidate: string): boolean =>
      names.has(candidate) && !module.declarations.some((d) => d.name === candidate);
    const isFree = (candidate: string): boolean =>
      !this.#taken.has(candidate) &&
      (candidate === name || !part.names.has(candidate)) &&
      !this.#parts.some((p) => isLocal(p, candidate));
    let candidate = name;
    for (let n = 2; !isFree(candidate); n++) candidate = `${name}${n}`;
    return candidate;
  }
}

/** Its buffers, aliases and functions that no part before had. */
const buffersOf = (part: Part, scope: Scope): readonly Bound[] =>
  tensorsOf(part).flatMap(({ buffer, storage, what }) => {
    const { name, isNew } = scope.name(part, buffer.name, what);
    const bind = buffer.access === 'read' ? reads : writes;
    return isNew ? [bind(name, storage, buffer.element)] : [];
  });

const aliasesOf = (part: Part, scope: Scope): readonly Declared[] =>
  declared(part.module, 'alias').flatMap((d) => {
    const { name, isNew } = scope.name(part, d.name, d.type);
    return isNew ? [{ ...d, name }] : [];
  });

const helpersOf = (part: Part, scope: Scope): readonly Helper[] =>
  declared(part.module, 'helper').flatMap((d) => {
    const text = renamed(d.text, part.renames);
    const { name, isNew } = scope.name(part, d.name, text);
    return isNew ? [{ ...d, name, text: renamed(text, new Map([[d.name, name]])) }] : [];
  });

/** Its entry point as a function of what it asked for there. */
function mainOf(part: Part, n: number, scope: Scope): Helper {
  const { main, comments } = part.module;
  const { name } = scope.name(part, part.name.split('/')[0]!, `main ${n}`);
  const list = main.parameters.map((p) => `${p.name}: ${p.type}`).join(', ');
  const text = `${indented(0, comments)}fn ${name}(${list}) {\n${renamed(main.body, part.renames)}}`;
  return { kind: 'helper', name, text };
}

/** The entry point of all: who has which workgroups of a grid of one dimension. */
function whole(parts: readonly Part[], mains: readonly Helper[]) {
  const size = sizeOf(parts.map((p) => p.module));
  let end = 0;
  const branches = parts.map(({ module: { main }, workgroups }, n) => {
    const wanted = workgroups.reduce((a, b) => a * b);
    const each = threadsOf(size) / threadsOf(main.size);
    const start = end;
    end += ceilDiv(wanted, each);
    const own = start === 0 ? 'block.x' : `block.x - ${start}u`;
    const number =
      each === 1 ? own : `${start === 0 ? own : `(${own})`} * ${each}u + thread / ${threadsOf(main.size)}u`;
    const call = `${mains[n]!.name}(${argumentsOf(main, workgroups, each).join(', ')});`;
    const isLast = n === parts.length - 1;
    return [
      `${n === 0 ? '' : '} else '}${isLast ? '' : `if (block.x < ${end}u) `}{`,
      `  let number = ${number};`,
      `  ${guarded(wanted % each === 0 ? [] : [`number < ${wanted}u`], call)}`,
      ...(isLast ? ['}'] : []),
    ];
  });
  const asked = new Set(parts.flatMap((p) => p.module.main.parameters.map((q) => q.builtin)));
  const invocation = asked.has('subgroup_invocation_id') ? (['invocation'] as const) : [];
  return {
    entry: entry(size, [end, 1, 1], ['block', 'thread', ...invocation]),
    body: indented(1, branches.flat()),
  };
}

/** What an entry point asks for, of the workgroup `number` among `workgroups`, `each` of which are in one. */
function argumentsOf({ size, parameters }: Module['main'], workgroups: Launch['workgroups'], each: number) {
  const [block, thread] = [placeIn(workgroups, 'number'), each === 1 ? 'thread' : `thread % ${threadsOf(size)}u`];
  const [x = 1, y = 1, z = 1] = size;
  const lane = placeIn([x, y, z], thread);
  const known: Readonly<Record<string, string>> = {
    workgroup_id: block,
    num_workgroups: vector(workgroups),
    local_invocation_index: thread,
    local_invocation_id: lane,
    global_invocation_id: `${block} * ${vector([x, y, z])} + ${lane}`,
    subgroup_invocation_id: 'invocation',
  };
  return parameters.map(({ builtin }) => known[builtin]!);
}

/** As profiles list them: each with how often it is there. */
function nameOf(launches: readonly Launch[]): string {
  const names = launches.map((l) => l.kernel.name);
  const counted = [...new Set(names)].map((name) => {
    const times = names.filter((n) => n === name).length;
    return times === 1 ? name : `${name} ×${times}`;
  });
  return counted.join(' + ');
}
