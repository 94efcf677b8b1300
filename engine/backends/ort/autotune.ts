import { availableParallelism, cpus } from 'node:os';
import { env, Tensor } from 'onnxruntime-node';
import type { Call, Graph } from '../../ir/graph.ts';
import { elements } from '../../ir/types.ts';
import { type Tunable, tunables } from '../../onnx/blocked/tuning.ts';
import { lowerGraph } from '../../onnx/lower/graph.ts';
import type { CompileOptions } from '../backend.ts';
import { alone, type Choices, TUNING_MARGIN, TuningCache } from '../tuning.ts';
import { runInPlace, withoutCopies } from './in-place.ts';
import { createSession } from './session.ts';

/** What a plan says beside its choices: a choice for blocks of another size is none. */
const blockKey = 'block';

/** The candidates of a call take turns, at most so often and so long (milliseconds); the fastest run of each counts. */
const limits = { rounds: 15, milliseconds: 600 };
/**
 * Decides how each call that can be computed in several ways is computed: as an earlier run's plan says, else as this
 * machine's cache does, else by measuring (with `autotune`) or by the best guess. The result holds every choice: a
 * resume that is given it computes the same bits.
 */
export async function choosePlan(graph: Graph, block: number, options: CompileOptions): Promise<Choices> {
  const threads = options.threads ?? availableParallelism();
  const planned = options.plan?.[blockKey] === String(block) ? options.plan : {};
  const cache = new TuningCache(machine(threads, block));
  const cached = options.autotune ? await cache.read() : {};
  const plan: Record<string, string> = { [blockKey]: String(block) };
  const measured: Record<string, string> = {};
  for (const [key, tunable] of tunables(graph, block)) {
    const known = [planned[key], cached[key]].find((c) => c !== undefined && tunable.candidates.includes(c));
    if (!known && options.autotune) measured[key] = await fastest(tunable, key, block, threads);
    plan[key] = known ?? measured[key] ?? tunable.candidates[0]!;
  }
  if (Object.keys(measured).length > 0) await cache.add(measured);
  return plan;
}

const machine = (threads: number, block: number): string =>
  [cpus()[0]?.model ?? process.arch, env.versions.node ?? '', threads, block].join(' ');

async function fastest({ call, candidates }: Tunable, key: string, block: number, threads: number): Promise<string> {
  const trials = await Promise.all(candidates.map((candidate) => prepare(call, { [key]: candidate }, block, threads)));
  const times = candidates.map(() => Infinity);
  const began = performance.now();
  // The first round warms up.
  for (let round = 0; round < limits.rounds && performance.now() - began < limits.milliseconds; round++)
    for (const [i, trial] of trials.entries()) {
      const start = performance.now();
      await trial.run();
      if (round > 0) times[i] = Math.min(times[i]!, performance.now() - start);
    }
  await Promise.all(trials.map((trial) => trial.release()));
  const best = times.reduce((at, time, i) => (time < times[at]! ? i : at), 0);
  return candidates[times[best]! < times[0]! * TUNING_MARGIN ? best : 0]!;
}

interface Trial {
  run(): Promise<void>;
  release(): Promise<void>;
}

/** The call alone in a session, its tensors allocated. */
async function prepare(call: Call, choices: Choices, block: number, threads: number): Promise<Trial> {
  const graph = alone(call);
  const lowered = lowerGraph(graph, {
    target: 'train',
    name: call.op.kind,
    states: 'inputs',
    block,
    choices,
    blockInputs: true,
  });
  const session = await createSession(withoutCopies(lowered), { threads, optimize: 'basic' });
  const tensors = (values: Graph['inputs']) =>
    Object.fromEntries(
      values.map(({ name, value: { type } }) => {
        const data = Float32Array.from({ length: elements(type) }, (_, i) => ((i * 7919) % 101) / 101 - 0.5);
        return [name, new Tensor('float32', data, type.dims as readonly number[])];
      }),
    );
  const [feeds, fetches] = [tensors(graph.inputs), tensors(graph.outputs)];
  return { run: () => runInPlace(session, feeds, fetches), release: () => session.release() };
}
