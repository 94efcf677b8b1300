import type { Call, Graph } from '../../../ir/graph.ts';
import { stridesOf } from '../../../ops/shape/tensor.ts';
import { type Expression, loadsOf, type Tensor, withLeaves } from '../expression.ts';
import type { MapOutput } from '../kernels/map.ts';
import type { Slot, Storage } from '../program.ts';
import { type Batch, batchesOf, jobOf, onto } from './alike.ts';
import type { Emitter } from './emitter.ts';
import { evened } from './literals.ts';

/** What one call changes: a weight and its moments. */
interface Change {
  readonly maker: Call;
  readonly dims: readonly number[];
  readonly formulas: readonly Expression[];
  readonly states: readonly Storage[];
}

interface Plan {
  readonly batches: readonly Batch<Change>[];
  /** What is computed like nothing else. */
  readonly alone: readonly Change[];
}

/**
 * Writes the new states in place. What is computed alike is one kernel over all tensors, packed: one optimizer kernel for all weights that decay, one for those that
 * do not. Nothing is written where `sound` is 0.
 */
export class Commit {
  readonly #e: Emitter;
  readonly #graph: Graph;
  readonly #tensors: ReadonlyMap<number, Tensor>;
  #planned: Plan | null = null;

  /** `tensors`: of the graph's values, as far as it is lowered. */
  constructor(e: Emitter, graph: Graph, tensors: ReadonlyMap<number, Tensor>) {
    this.#e = e;
    this.#graph = graph;
    this.#tensors = tensors;
  }

  /** Packs states and what they become, as soon as all that is lowered: who packs some of them later finds them where these kernels want them. */
  plan(): void {
    if (this.#planned || ![...this.#graph.assigns.values()].every(({ id }) => this.#tensors.has(id))) return;
    const changes = changesOf(this.#e, this.#graph, this.#tensors);
    // Updates come first: they decide how gammas, variances and gradients are packed together.
    const updated = changes.filter((c) => c.maker.op.update);
    const moved = this.#planPart(updated);
    const averages = this.#planPart(
      evened(
        this.#e,
        changes.filter((c) => !updated.includes(c)),
        (c) => this.#home(c),
      ),
    );
    this.#planned = { batches: [...moved.batches, ...averages.batches], alone: [...moved.alone, ...averages.alone] };
  }

  #planPart(changes: readonly Change[]): Plan {
    const whole = changes.flatMap((c) => jobOf(c, c.dims, c.formulas, c.states) ?? []);
    const owners = new Set(whole.map((job) => job.owner));
    return { batches: batchesOf(this.#e, whole), alone: changes.filter((c) => !owners.has(c)) };
  }

  /** In which packs what a change reads lies. */
  #home({ formulas }: Change): string {
    return loadsOf(...formulas)
      .map((l) => this.#e.packs.partOf(l.storage)?.whole.id ?? 'free')
      .join();
  }

  write(sound: Slot | null): void {
    this.plan();
    for (const batch of this.#planned!.batches) commitBatch(this.#e, batch, sound);
    for (const change of this.#planned!.alone) commitAlone(this.#e, change, sound);
  }
}

function changesOf(e: Emitter, graph: Graph, tensors: ReadonlyMap<number, Tensor>): readonly Change[] {
  const makers = new Map<number, Call>();
  for (const call of graph.calls) for (const { id } of call.outputs) makers.set(id, call);
  const states = new Map(graph.states.map((s) => [s.name, tensors.get(s.value.id)!]));
  const groups = new Map<Call, [string, number][]>();
  for (const [name, { id }] of graph.assigns) {
    const maker = makers.get(id);
    if (!maker) throw new Error(`state ${name} becomes an input of the step`);
    const key = maker.op.update ? maker : { ...maker };
    groups.set(key, [...(groups.get(key) ?? []), [name, id]]);
  }
  return [...groups].map(([maker, members]): Change => {
    const old = members.map(([name]) => states.get(name)!);
    return {
      maker,
      dims: old[0]!.dims,
      formulas: members.map(([, id]) => e.latest(tensors.get(id)!).expression),
      states: old.map(({ expression }, i) => {
        if (expression.kind !== 'load') throw new Error(`state ${members[i]![0]} is not stored`);
        return expression.storage;
      }),
    };
  });
}

function commitBatch(e: Emitter, batch: Batch<Change>, sound: Slot | null): void {
  const { jobs, wholes, offsets } = batch;
  const [first] = jobs;
  const { tensors, owner } = first!;
  const written = owner.states.map((s) => tensors.indexOf(s));
  const apart =
    jobs.length > 1 &&
    written.some(
      (k) =>
        !e.packs.areNeighbours(
          wholes[k]!,
          jobs.map((j) => j.tensors[k]!),
        ),
    );
  if (jobs.length === 1 || apart) {
    for (const job of jobs) commitAlone(e, job.owner, sound);
    return;
  }
  const start = offsets[0]!;
  const elements = offsets.at(-1)! + jobs.at(-1)!.elements - start;
  const placed = (x: Expression): Expression => moved(onto(x, tensors, wholes), start);
  const outputs = owner.formulas.map(
    (x, i): MapOutput => ({ expression: placed(x), storage: wholes[written[i]!]!, offset: start, strides: [1] }),
  );
  e.begin({ ...owner.maker, origin: { ...owner.maker.origin, path: '' } });
  // Up to a whole vector of four: what lies between tensors is nobody's.
  e.map([Math.ceil(elements / 4) * 4], outputs, scalarOf(sound, 1));
}

function commitAlone(e: Emitter, { maker, dims, formulas, states }: Change, sound: Slot | null): void {
  e.begin(maker);
  const outputs = formulas.map(
    (expression, i): MapOutput => ({ expression, storage: states[i]!, offset: 0, strides: stridesOf(dims) }),
  );
  e.map(dims, outputs, scalarOf(sound, dims.length));
}

/** The formula over elements that begin `start` later. */
function moved(e: Expression, start: number): Expression {
  return withLeaves(e, (leaf) =>
    leaf.kind === 'load' && leaf.strides[0] !== 0 ? { ...leaf, offset: leaf.offset + start } : leaf,
  );
}

/** The slot's number for every element of a tensor of that rank. */
function scalarOf(slot: Slot | null, rank: number): Expression | undefined {
  if (!slot) return undefined;
  const { storage, dtype } = slot;
  return { kind: 'load', dtype, storage, offset: 0, strides: Array.from({ length: rank }, () => 0) };
}
