import type { Graph } from '../../ir/graph.ts';
import type { CompileOptions } from '../backend.ts';
import { alone, type Choices, TUNING_MARGIN, TuningCache } from '../tuning.ts';
import type { Device } from './device.ts';
import { LoadedProgram, OutOfMemoryError } from './loaded-program.ts';
import { lowerGraph } from './lower/graph.ts';
import type { Program } from './program.ts';

/** Milliseconds for all that is measured before a step is compiled: calls that are left then take the best guess. */
const BUDGET = 10_000;
/** Runs of a way, the first of which warms up; fewer where they take long. */
const limits = { runs: 6, milliseconds: 60 };

/** A call that can be computed in several ways, alone. */
interface Trial {
  readonly key: string;
  readonly graph: Graph;
  /** All that there are, and those worth measuring. */
  readonly ways: readonly string[];
  readonly promising: readonly string[];
  readonly flops: number;
}

/**
 * Which way each call takes: as an earlier run's plan says, else as was measured on this adapter and driver before, else as is measured now (with
 * `autotune`). The lowering's best guess stands for a call that is not among the result.
 */
export async function chooseWays(device: Device, graph: Graph, options: CompileOptions): Promise<Choices> {
  const planned = options.plan ?? {};
  if (!options.autotune) return planned;
  const cache = new TuningCache(device.key);
  const cached = await cache.read();
  const known: Record<string, string> = {};
  const open: Trial[] = [];
  for (const trial of trials(device, graph)) {
    const way = [planned[trial.key], cached[cacheKey(trial)]].find((w) => trial.ways.includes(w ?? ''));
    if (way === undefined) open.push(trial);
    else known[trial.key] = way;
  }
  const measured = await measure(device, open);
  const found = open.flatMap((trial) => (trial.key in measured ? [[cacheKey(trial), measured[trial.key]!]] : []));
  if (found.length > 0) await cache.add(Object.fromEntries(found) as Choices);
  return { ...planned, ...known, ...measured };
}

/** A way is the fastest among those that it was measured against. */
const cacheKey = ({ key, promising }: Trial): string => `${key}: ${promising.join(' | ')}`;

/** Those with the most to compute first. */
function trials(device: Device, graph: Graph): readonly Trial[] {
  const lower = (g: Graph): Program => lowerGraph(g, { guards: [], target: device.target });
  return [...lower(graph).choices]
    .filter(([, { promising }]) => promising.length > 1)
    .map(([key, { call, ways, promising }]): Trial => {
      const single = alone(call);
      return {
        key,
        ways,
        promising,
        graph: single,
        flops: lower(single).dispatches.reduce((sum, d) => sum + d.flops, 0),
      };
    })
    .sort((a, b) => b.flops - a.flops);
}

async function measure(device: Device, open: readonly Trial[]): Promise<Choices> {
  const deadline = performance.now() + BUDGET;
  const fastest: Record<string, string> = {};
  let next = programs(device, open[0]);
  for (const [i, trial] of open.entries()) {
    const now = next;
    next = programs(device, open[i + 1]);
    if (!device.target.software) compileAhead(device, [...now, ...next]);
    const times: number[] = [];
    for (const program of now) {
      if (performance.now() > deadline) return fastest;
      times.push(await timeOf(device, program));
    }
    const best = times.indexOf(Math.min(...times));
    fastest[trial.key] = trial.promising[times[best]! < times[0]! * TUNING_MARGIN ? best : 0]!;
  }
  return fastest;
}

/** The call in each way that is worth measuring. */
const programs = ({ target }: Device, trial: Trial | undefined): readonly Program[] =>
  trial?.promising.map((way) => lowerGraph(trial.graph, { guards: [], target, choices: { [trial.key]: way } })) ?? [];

/** Has the driver compile kernels on the processor's other cores while the GPU is timed by its own clock. What fails does so again where it is awaited. */
function compileAhead(device: Device, ahead: readonly Program[]): void {
  for (const { kernel } of ahead.flatMap((program) => program.dispatches)) device.pipeline(kernel).catch(() => {});
}

/** Milliseconds of the fastest run, on memory as it comes: what the numbers are costs nothing. ∞ where the device has no room for it. */
async function timeOf(device: Device, program: Program): Promise<number> {
  let loaded: LoadedProgram;
  try {
    loaded = await LoadedProgram.load(device, { ...program, outputs: [] });
  } catch (error) {
    if (error instanceof OutOfMemoryError) return Infinity;
    throw error;
  }
  const began = performance.now();
  let best = Infinity;
  for (let run = 0; run < limits.runs && (run < 2 || performance.now() - began < limits.milliseconds); run++) {
    const time = await once(device, loaded);
    if (run > 0) best = Math.min(best, time);
  }
  loaded.dispose();
  return best;
}

/** By the GPU's clock, or by the wall where it has none. */
async function once({ timestamps }: Device, loaded: LoadedProgram): Promise<number> {
  if (timestamps) return (await loaded.time()).reduce((a, b) => a + b, 0);
  const began = performance.now();
  await loaded.run();
  return performance.now() - began;
}
