import type { Kernel } from '../program.ts';
import { entry, placeIn, vector } from '../wgsl/grid.ts';
import { MAX_BINDINGS } from '../wgsl/limits.ts';
import { type DeclarationOf, type Module, moduleOf, namesIn, renamed } from '../wgsl/module.ts';
import { ceilDiv, declare, guarded, indented } from '../wgsl/text.ts';
import type { Launch } from './map.ts';

/**
 * Whether kernels that do not wait for each other can be one, on a device whose workgroups share so many bytes. What they have alike they share: tensors, functions, and the workgroup's memory, since a workgroup
 * is of one kernel only.
 */
export function canBeBeside(launches: readonly Launch[], workgroupBytes: number): boolean {
  const size = sizeOf(launches);
  const bound = launches.flatMap((l) => tensorsOf(l).map(({ what }) => what));
  const shared = together(launches.map((l) => sharedOf(read(l.kernel))));
  return (
    launches.every((l) => fits(read(l.kernel), size)) &&
    new Set(bound).size <= MAX_BINDINGS &&
    shared.reduce((sum, d) => sum + d.count * bytesOf(d.element), 0) <= workgroupBytes
  );
}

/** These as one, over all their workgroups, one kernel's behind the other's: the device runs them at the same time, the host records one. */
export function beside(launches: readonly Launch[]): Launch {
  const parts = launches.map((launch): Part => {
    return { ...launch, module: read(launch.kernel), names: namesIn(launch.kernel.code), renames: new Map() };
  });
  const scope = new Scope(parts);
  const bound = parts.flatMap((part) =>
    tensorsOf(part).flatMap(({ declared: { access, element, ...d }, what, binding }) => {
      const { name, isNew } = scope.name(part, d.name, what);
      return isNew ? [{ name, access, element, binding }] : [];
    }),
  );
  const names = new Map<string, string>();
  for (const part of parts)
    for (const { declared, what } of sharedOf(part.module)) names.set(what, scope.name(part, declared.name, what).name);
  const shared = together(parts.map((part) => sharedOf(part.module)));
  const aliases = parts.flatMap((part) => aliasesOf(part, scope));
  const functions = parts.flatMap((part) => functionsOf(part, scope));
  const bodies = parts.map((part, n) => bodyOf(part, n, scope));
  const main = grid(
    parts,
    bodies.map((b) => b.name),
  );
  const directives = [...new Set(parts.flatMap((p) => p.module.directives))];
  const code = [
    ...directives.map((line) => `${line}\n`),
    ...aliases,
    ...bound.map(({ name, access, element }, i) => declare(i, name, access, element)),
    ...shared.map((d) => `var<workgroup> ${names.get(d.what)!}: array<${d.element}, ${d.count}>;\n`),
    ...functions,
    ...bodies.map(({ text }) => text),
    main.text,
  ].join('');
  return {
    kernel: { name: nameOf(launches), code },
    bindings: bound.map((b) => b.binding),
    workgroups: main.workgroups,
  };
}

const modules = new WeakMap<Kernel, Module>();

/** Read once. */
function read(kernel: Kernel): Module {
  const module = modules.get(kernel) ?? moduleOf(kernel.code);
  modules.set(kernel, module);
  return module;
}

const threadsOf = (size: readonly number[]): number => size.reduce((a, b) => a * b);

/** The workgroups' size of all: the greatest. */
const sizeOf = (launches: readonly Launch[]): readonly number[] =>
  launches.map((l) => read(l.kernel).main.size).reduce((a, b) => (threadsOf(a) >= threadsOf(b) ? a : b));

/** Whether it runs in workgroups of `size`: its own are such, or several of them are one, which those cannot be whose threads have something to do with each other. */
function fits({ directives, declarations, main }: Module, size: readonly number[]): boolean {
  const each = threadsOf(size) / threadsOf(main.size);
  const isAlone = directives.length === 0 && !declarations.some((d) => d.kind === 'shared');
  return each === 1 || (isAlone && Number.isInteger(each));
}

const ofKind = <K extends DeclarationOf['kind']>({ declarations }: Module, kind: K): readonly DeclarationOf<K>[] =>
  declarations.filter((d): d is DeclarationOf<K> => d.kind === kind);

/** What it binds, by number. A tensor that two read in the same way is bound once. */
function tensorsOf({ kernel, bindings }: Launch) {
  const declared = ofKind(read(kernel), 'binding').toSorted((a, b) => a.number - b.number);
  return declared.map((d) => {
    const binding = bindings[d.number]!;
    return { declared: d, binding, what: `${binding.storage.id} ${d.access} ${d.element}` };
  });
}

interface Shared {
  readonly declared: DeclarationOf<'shared'>;
  readonly what: string;
}

/** Arrays in the workgroup's memory: the first of each element type is the same for all parts, and so on. */
function sharedOf(module: Module): readonly Shared[] {
  const arrays = ofKind(module, 'shared');
  return arrays.map((declared, i) => {
    const before = arrays.slice(0, i).filter((d) => d.element === declared.element).length;
    return { declared, what: `shared ${before} ${declared.element}` };
  });
}

/** Each as long as the longest. */
function together(parts: readonly (readonly Shared[])[]) {
  const arrays = new Map<string, { readonly what: string; readonly element: string; readonly count: number }>();
  for (const { what, declared } of parts.flat()) {
    const count = Math.max(declared.count, arrays.get(what)?.count ?? 0);
    arrays.set(what, { what, element: declared.element, count });
  }
  return [...arrays.values()];
}

/** Of an element in the workgroup's memory. */
function bytesOf(element: string): number {
  const [, of, count] = /^array<(.+), (\d+)>$/.exec(element) ?? [];
  if (of) return bytesOf(of) * Number(count);
  return element.startsWith('vec4') ? 16 : 4;
}

interface Part extends Launch {
  readonly module: Module;
  readonly names: ReadonlySet<string>;
  /** What its names become. */
  readonly renames: Map<string, string>;
}

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

  /** The name, or that with the first number by which it is nobody's. Another part's own at its module's scope is renamed in its turn; within functions none is. */
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

/** Its aliases that no part before had, and its functions. */
const aliasesOf = (part: Part, scope: Scope): readonly string[] =>
  ofKind(part.module, 'alias').flatMap((d) => {
    const { name, isNew } = scope.name(part, d.name, d.type);
    return isNew ? [`alias ${name} = ${d.type};\n`] : [];
  });

const functionsOf = (part: Part, scope: Scope): readonly string[] =>
  ofKind(part.module, 'function').flatMap((d) => {
    const text = renamed(d.text, part.renames);
    const { name, isNew } = scope.name(part, d.name, text);
    return isNew ? [`\n${renamed(text, new Map([[d.name, name]]))}\n`] : [];
  });

/** Its entry point as a function of what it asked for there. */
function bodyOf(part: Part, n: number, scope: Scope) {
  const { parameters, body, comments } = part.module.main;
  const { name } = scope.name(part, part.kernel.name.split('/')[0]!, `main ${n}`);
  const list = parameters.map((p) => `${p.name}: ${p.type}`).join(', ');
  const text = `\n${indented(0, comments)}fn ${name}(${list}) {\n${renamed(body, part.renames)}}\n`;
  return { name, text };
}

/** The entry point: who has which workgroups of a grid of one dimension. */
function grid(parts: readonly Part[], names: readonly string[]) {
  const size = sizeOf(parts);
  let end = 0;
  const branches = parts.map(({ module: { main }, workgroups }, n) => {
    const wanted = workgroups.reduce((a, b) => a * b);
    const each = threadsOf(size) / threadsOf(main.size);
    const start = end;
    end += ceilDiv(wanted, each);
    const own = start === 0 ? 'block.x' : `block.x - ${start}u`;
    const number =
      each === 1 ? own : `${start === 0 ? own : `(${own})`} * ${each}u + thread / ${threadsOf(main.size)}u`;
    const call = `${names[n]!}(${argumentsOf(main, workgroups, each).join(', ')});`;
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
  const { head, workgroups } = entry(size, [end, 1, 1], ['block', 'thread', ...invocation]);
  return { text: `\n${head}${indented(1, branches.flat())}}\n`, workgroups };
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
