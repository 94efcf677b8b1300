import { Tensor } from 'onnxruntime-node';
import type { Graph } from '../../ir/graph.ts';
import { elements } from '../../ir/types.ts';
import { lowerGraph } from '../../onnx/lower/graph.ts';
import type { Roofline } from '../backend.ts';
import { copyGraph, productGraph, rooflineOf, type Workload } from '../roofline.ts';
import { runInPlace, withoutCopies } from './in-place.ts';
import { createSession } from './session.ts';

/** 2 GFLOP; 128 MiB read and written. */
const workload: Workload = { side: 1024, copied: 2 ** 24 };
const ROUNDS = 5;

/** The fastest of some runs of each, in the threads that training would have. */
export async function roofline(threads?: number): Promise<Roofline> {
  const product = await fastest(productGraph(workload), threads);
  return rooflineOf(workload, product, await fastest(copyGraph(workload), threads));
}

async function fastest(graph: Graph, threads: number | undefined): Promise<number> {
  const lowered = lowerGraph(graph, { target: 'train', name: 'roofline', states: 'inputs', block: 0, choices: {} });
  const session = await createSession(withoutCopies(lowered), { threads, optimize: 'basic' });
  const tensors = (values: Graph['inputs']) =>
    Object.fromEntries(
      values.map(({ name, value: { type } }) => [
        name,
        new Tensor('float32', new Float32Array(elements(type)).fill(1), type.dims as readonly number[]),
      ]),
    );
  const [feeds, fetches] = [tensors(graph.inputs), tensors(graph.outputs)];
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await runInPlace(session, feeds, fetches);
    best = Math.min(best, performance.now() - began);
  }
  await session.release();
  return best;
}
