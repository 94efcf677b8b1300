import { availableParallelism } from 'node:os';
import { Tensor } from 'onnxruntime-node';
import { Builder } from '../../ir/builder.ts';
import type { Call, Graph } from '../../ir/graph.ts';
import { elements } from '../../ir/types.ts';
import { type Tunable, tunables } from '../../onnx/blocked/tuning.ts';
import { lowerGraph } from '../../onnx/lower/graph.ts';
import type { CompileOptions } from '../backend.ts';
import { runInPlace, withoutCopies } from './in-place.ts';
import { createSession } from './session.ts';
import { type Choices, TuningCache } from './tuning-cache.ts';

/** What a plan says beside its choices: a choice for blocks of another size is none. */
const blockKey = 'block';

/** Runs of each candidate: the first warms up, the fastest of the rest counts. */
const runs = 6;
/** A candidate must be this much faster than the best guess to be preferred: noise shall not decide. */
const margin = 0.95;

/**
 * Decides how each call that can be computed in several ways is computed: as an earlier run's plan says, else as this machine's cache does, else by
 * measuring (with `autotune`) or by the best guess. The result holds every choice: a resume that is given it computes the same bits.
 */
export async function choosePlan(graph: Graph, block: number, options: CompileOptions): Promise<Choices> {
  const threads = options.threads ?? availableParallelism();
  const planned = options.plan?.[blockKey] === String(block) ? options.plan : {};
  const cache = new TuningCache(threads, block);
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

async function fastest({ call, candidates }: Tunable, key: string, block: number, threads: number): Promise<string> {
  let best = { candidate: candidates[0]!, time: Infinity };
  for (const candidate of candidates) {
    const time = await timeOf(call, { [key]: candidate }, block, threads);
    if (time < best.time * margin) best = { candidate, time };
  }
  return best.candidate;
}

/** Fastest of a few runs of the call alone, in milliseconds. */
async function timeOf(call: Call, choices: Choices, block: number, threads: number): Promise<number> {
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
  let time = Infinity;
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    await runInPlace(session, feeds, fetches);
    if (i > 0) time = Math.min(time, performance.now() - began);
  }
  await session.release();
  return time;
}

function alone(call: Call): Graph {
  const b = new Builder();
  const inputs = call.inputs.map((v, i) => b.input(`in${i}`, v.type));
  for (const [i, v] of b.apply(call.op, call.attrs, inputs).entries()) b.output(`out${i}`, v);
  return b.build();
}
