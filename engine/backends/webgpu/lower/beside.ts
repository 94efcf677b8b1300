import { beside, canBeBeside } from '../kernels/beside.ts';
import type { Dispatch, Pack, Storage } from '../program.ts';
import type { Target } from './choices.ts';

/** The gradients of a convolution or a dense layer. */
const gradients: ReadonlySet<string> = new Set(['conv2dWeightGradient', 'conv2dInputGradient', 'matmul', 'reduceSum']);

/** Kernels that become one, in the order of the step. */
type Group = readonly Dispatch[];

/**
 * Gradients of one layer that do not wait for each other become one kernel: a convolution's weight gradient and input gradient, and the parts of an input gradient with strides.
 * Those before wait for the last of them, if nothing between them minds, so that what its epilogue reads is there.
 */
export function putBeside(
  dispatches: readonly Dispatch[],
  packs: readonly Pack[],
  target: Target,
): readonly Dispatch[] {
  const memory = new Memory(packs);
  /** From the last to the first. */
  const groups: Group[] = [];
  for (const dispatch of dispatches.toReversed()) {
    const at = groupFor(dispatch, groups, memory, target);
    if (at === null) groups.push([dispatch]);
    else groups[at] = [dispatch, ...groups[at]!];
  }
  return groups.toReversed().map((group) => (group.length === 1 ? group[0]! : joined(group)));
}

/** The first that it can be put to, waiting for all that are before; null where there is none. */
function groupFor(dispatch: Dispatch, groups: readonly Group[], memory: Memory, target: Target): number | null {
  const { op, origin } = dispatch;
  const isAlike = ([first]: Group): boolean =>
    first!.origin.path === origin.path && first!.origin.phase === origin.phase;
  // What is nobody's, as joins of several layers' sums, is as far apart as layers are.
  const last = gradients.has(op) && origin.path !== '' ? groups.findIndex(isAlike) : -1;
  if (last === -1) return null;
  for (let at = groups.length - 1; at >= last; at--) {
    const group = groups[at]!;
    if (isAlike(group) && takes(group, dispatch, memory, target)) return at;
    if (group.some((other) => memory.minds(dispatch, other))) return null;
  }
  return null;
}

function takes(group: Group, dispatch: Dispatch, memory: Memory, { workgroupBytes }: Target): boolean {
  const all = [dispatch, ...group];
  return all.every((d) => gradients.has(d.op)) && memory.hasRoles(all) && canBeBeside(all, workgroupBytes);
}

function joined(group: Group): Dispatch {
  return {
    ...beside(group),
    origin: group[0]!.origin,
    op: [...new Set(group.map((d) => d.op))].join(' + '),
    flops: group.reduce((sum, d) => sum + d.flops, 0),
  };
}

/** What kernels read and write. */
class Memory {
  readonly #wholes: ReadonlyMap<Storage, Storage>;
  readonly #parts: ReadonlyMap<Storage, readonly Storage[]>;

  constructor(packs: readonly Pack[]) {
    this.#wholes = new Map(packs.flatMap((p) => p.parts.map(({ storage }) => [storage, p.whole] as const)));
    this.#parts = new Map(packs.map((p) => [p.whole, p.parts.map(({ storage }) => storage)]));
  }

  /** Whether their order matters. */
  minds(a: Dispatch, b: Dispatch): boolean {
    const tensors = ({ bindings }: Dispatch, access: 'read' | 'write'): readonly Storage[] =>
      bindings.flatMap((bound) => (bound.access === access ? (this.#parts.get(bound.storage) ?? [bound.storage]) : []));
    const [written, others] = [tensors(a, 'write'), tensors(b, 'write')];
    const [mine, theirs] = [tensors(a, 'read'), tensors(b, 'read')];
    return written.some((s) => others.includes(s) || theirs.includes(s)) || others.some((s) => mine.includes(s));
  }

  /**
   * Whether none reads what another writes, nor what lies in one buffer with it. Several may write a tensor: kernels of one call write parts of it that have nothing in
   * common, and read none of it.
   */
  hasRoles(all: Group): boolean {
    const places = (access: 'read' | 'write'): ReadonlySet<Storage> => {
      const bound = all.flatMap((d) => d.bindings.filter((b) => b.access === access));
      return new Set(bound.map(({ storage }) => this.#wholes.get(storage) ?? storage));
    };
    const read = places('read');
    return [...places('write')].every((storage) => !read.has(storage));
  }
}
