import type { CallTime, StepProfile } from '../backend.ts';
import type { LoadedProgram } from './loaded-program.ts';
import { listPlan } from './plan.ts';
import type { Dispatch, Program, Storage } from './program.ts';

/** Steps before the measured ones. */
const WARM_UP = 2;

/**
 * Wall times of `steps` steps as trained, and the GPU's own times of each kernel in steps whose kernels are passes of their own. A call's time is the median over the
 * steps of the sum over its kernels.
 */
export async function profileProgram(loaded: LoadedProgram, steps: number): Promise<StepProfile> {
  const [wall, recording]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP + steps; i++) {
    const began = performance.now();
    // What runs before the first wait is the host's part.
    const step = loaded.run();
    const submitted = performance.now();
    await step;
    if (i < WARM_UP) continue;
    wall.push(performance.now() - began);
    recording.push(submitted - began);
  }
  const { dispatches } = loaded.program;
  const times: (readonly number[])[] = [];
  for (let step = 0; step < steps; step++) times.push(await loaded.time());
  const byCall = new Map<string, number[]>();
  for (const [i, { origin, op }] of dispatches.entries()) {
    const key = `${origin.phase} ${origin.path} ${op}`;
    byCall.set(key, [...(byCall.get(key) ?? []), i]);
  }
  const measured = [...byCall.values()].map((own): CallTime & { readonly own: readonly Dispatch[] } => {
    const { origin, op } = dispatches[own[0]!]!;
    return {
      path: origin.path,
      phase: origin.phase,
      op,
      milliseconds: median(times.map((step) => own.reduce((sum, i) => sum + step[i]!, 0))),
      bytes: own.reduce((sum, i) => sum + moved(dispatches[i]!), 0),
      kernels: [...new Set(own.map((i) => dispatches[i]!.kernel.name))],
      own: own.map((i) => dispatches[i]!),
    };
  });
  const calls = measured.flatMap(({ own, ...call }): readonly CallTime[] => {
    if (call.path !== '') return [call];
    if (call.phase === 'update') return overLayers(call, stateElements(loaded.program, own));
    return call.phase === 'backward' ? overLayers(call, partialElements(loaded.program, own)) : [call];
  });
  const stepMilliseconds = median(wall);
  return {
    stepMilliseconds,
    minMilliseconds: Math.min(...wall),
    calls,
    otherMilliseconds: stepMilliseconds - calls.reduce((sum, c) => sum + c.milliseconds, 0),
    host: { kernels: dispatches.length, milliseconds: median(recording) },
    buffers: listPlan(loaded.plan),
  };
}

/** One kernel updates the weights of many layers, or joins their gradients: its time is each layer's by the numbers that it has among them. */
function overLayers(call: CallTime, elements: ReadonlyMap<string, number>): readonly CallTime[] {
  const all = [...elements.values()].reduce((sum, n) => sum + n, 0);
  if (all === 0) return [call];
  const { phase, op, milliseconds, bytes, kernels } = call;
  return [...elements].map(([path, own]): CallTime => {
    const share = own / all;
    return { path, phase, op, milliseconds: milliseconds * share, bytes: bytes * share, kernels };
  });
}

/** The tensors that kernels bind in that way, those that are packed one by one. */
function bound({ packs }: Program, kernels: readonly Dispatch[], way: 'read' | 'write'): readonly Storage[] {
  const parts = new Map(packs.map((pack) => [pack.whole, pack.parts.map(({ storage }) => storage)]));
  return kernels.flatMap(({ bindings }) =>
    bindings.flatMap(({ storage, access }) => (access === way ? (parts.get(storage) ?? [storage]) : [])),
  );
}

function byLayer(storages: readonly Storage[], pathOf: (storage: Storage) => string | undefined) {
  const elements = new Map<string, number>();
  for (const storage of storages) {
    const path = pathOf(storage);
    if (path !== undefined) elements.set(path, (elements.get(path) ?? 0) + storage.elements);
  }
  return elements;
}

/** Elements of the partial sums that kernels join, by the layer that left them. */
function partialElements(program: Program, kernels: readonly Dispatch[]): ReadonlyMap<string, number> {
  const makers = new Map(
    program.dispatches.flatMap(({ bindings, origin }) =>
      bindings.flatMap(({ storage, access }) => (access === 'write' ? [[storage, origin.path] as const] : [])),
    ),
  );
  return byLayer(bound(program, kernels, 'read'), (storage) => makers.get(storage));
}

/** Elements of the states that kernels write, alone or packed, by the layer whose they are: the `conv1` of `conv1.weight.momentum`. */
function stateElements(program: Program, kernels: readonly Dispatch[]): ReadonlyMap<string, number> {
  const names = new Map(program.states.map(({ storage, name }) => [storage, name]));
  return byLayer(bound(program, kernels, 'write'), (storage) => names.get(storage)?.split('.')[0]);
}

/** Bytes of the tensors that a kernel reads or writes. */
const moved = ({ bindings }: Dispatch): number => bindings.reduce((sum, b) => sum + 4 * b.storage.elements, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
