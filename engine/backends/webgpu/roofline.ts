import type { Graph } from '../../ir/graph.ts';
import type { Roofline } from '../backend.ts';
import { copyGraph, productGraph, rooflineOf, type Workload } from '../roofline.ts';
import type { Device } from './device.ts';
import { LoadedProgram } from './loaded-program.ts';
import { lowerGraph } from './lower/graph.ts';

/** 17 GFLOP and 256 MiB, beyond the caches of a GPU; a software adapter gets what a processor does in the same time. */
const workload = (software: boolean): Workload =>
  software ? { side: 512, copied: 2 ** 22 } : { side: 2048, copied: 2 ** 25 };
const ROUNDS = 5;

/** The fastest of some runs of each by the GPU's clock. */
export async function roofline(device: Device): Promise<Roofline> {
  const work = workload(device.software);
  const product = await fastest(device, productGraph(work));
  return rooflineOf(work, product, await fastest(device, copyGraph(work)));
}

async function fastest(device: Device, graph: Graph): Promise<number> {
  const program = lowerGraph(graph, { guards: [], busy: device.busy });
  const loaded = await LoadedProgram.load(device, { ...program, outputs: [] });
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++)
    best = Math.min(
      best,
      (await loaded.time()).reduce((a, b) => a + b, 0),
    );
  loaded.dispose();
  return best;
}
