import type { Graph } from '../../ir/graph.ts';
import type { CompileOptions } from '../backend.ts';
import { alone, type Choices, TUNING_MARGIN, TuningCache } from '../tuning.ts';
import { Budget } from './budget.ts';
import type { Device } from './device.ts';
import { LoadedProgram, OutOfMemoryError, type Part } from './loaded-program.ts';
import { lowerGraph } from './lower/graph.ts';
import type { Dispatch, Program } from './program.ts';
import { type Contest, raceAll } from './race.ts';

/** Milliseconds a floating-point operation, as a slow device takes: a billion a second on a processor that plays a GPU, a hundred times as many on a GPU. */
const SLOW = { software: 1e-6, hardware: 1e-8 };

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
 * `autotune`). The lowering's best guess stands for a call that is not among the result, as one does for which there was no time.
 */
export async function chooseWays(device: Device, graph: Graph, options: CompileOptions): Promise<Choices> {
  const planned = options.plan ?? {};
  if (!options.autotune) return planned;
  const budget = new Budget(device.target.software ? SLOW.software : SLOW.hardware);
  const cache = new TuningCache(device.key);
  const cached = await cache.read();
  const known: Record<string, string> = {};
  const open: Trial[] = [];
  for (const trial of trials(device, graph)) {
    const way = [planned[trial.key], cached[cacheKey(trial)]].find((w) => trial.ways.includes(w ?? ''));
    if (way === undefined) open.push(trial);
    else known[trial.key] = way;
  }
  const measured = await measure(device, open, budget);
  const found = open.flatMap((trial) => (trial.key in measured ? [[cacheKey(trial), measured[trial.key]!]] : []));
  if (found.length > 0) await cache.add(Object.fromEntries(found) as Choices);
  return { ...planned, ...known, ...measured };
}

/** A way is the fastest among those that it was measured against. */
const cacheKey = ({ key, promising }: Trial): string => `${key}: ${promising.join(' | ')}`;

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
    });
}

/** Those for which there is time. */
async function measure(device: Device, open: readonly Trial[], budget: Budget): Promise<Choices> {
  const times = await raceAll(
    open.map((trial) => contest(device, trial)),
    budget,
    !device.target.software,
  );
  return Object.fromEntries(
    [...times].map(([{ trial }, of]) => {
      const best = of.indexOf(Math.min(...of));
      return [trial.key, trial.promising[of[best]! < of[0]! * TUNING_MARGIN ? best : 0]!];
    }),
  );
}

/** The call in each way that is worth measuring, lowered when it is its turn. */
function contest(device: Device, trial: Trial): Contest & { readonly trial: Trial } {
  let lowered: readonly Program[] | undefined;
  const programs = (): readonly Program[] => (lowered ??= trial.promising.map((way) => lowerWay(device, trial, way)));
  return {
    trial,
    candidates: trial.promising.length,
    flops: trial.flops,
    compile: () => Promise.all(programs().flatMap((p) => p.dispatches.map((d) => device.pipeline(d.kernel)))),
    async load() {
      const loaded = await load(device, programs());
      return (
        loaded && {
          run: (way) => timeOf(device, loaded.program, loaded.parts[way]!),
          dispose: () => loaded.program.dispose(),
        }
      );
    },
  };
}

const lowerWay = ({ target }: Device, { key, graph }: Trial, way: string): Program =>
  lowerGraph(graph, { guards: [], target, choices: { [key]: way } });

/** All ways as one program, and each one's part of it: they read the same inputs, and what they write shares memory, so that this is no more than one of them needs. */
function joined(ways: readonly Program[]): { readonly program: Program; readonly parts: readonly Part[] } {
  const [first] = ways as readonly [Program];
  const inputs = new Map(ways.flatMap((w) => w.inputs.map((slot, i) => [slot.storage, first.inputs[i]!.storage])));
  const dispatches = ways.map((way) =>
    way.dispatches.map((d): Dispatch => {
      const bindings = d.bindings.map((b) => ({ ...b, storage: inputs.get(b.storage) ?? b.storage }));
      return { ...d, bindings };
    }),
  );
  let end = 0;
  const parts = dispatches.map((own): Part => [end, (end += own.length)]);
  const constants = ways.flatMap((w) => w.constants);
  return { program: { ...first, outputs: [], constants, dispatches: dispatches.flat() }, parts };
}

/** On memory as it comes: what the numbers are costs nothing. Null where the device has no room. */
async function load(device: Device, ways: readonly Program[]) {
  const { program, parts } = joined(ways);
  try {
    return { program: await LoadedProgram.load(device, program), parts };
  } catch (error) {
    if (error instanceof OutOfMemoryError) return null;
    throw error;
  }
}

/** By the GPU's clock, or by the wall where it has none. */
async function timeOf({ timestamps }: Device, loaded: LoadedProgram, part: Part): Promise<number> {
  if (timestamps) return (await loaded.time(part)).reduce((a, b) => a + b, 0);
  const began = performance.now();
  await loaded.run(part);
  return performance.now() - began;
}
