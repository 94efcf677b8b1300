import type { Graph } from '../../ir/graph.ts';
import type { CompileOptions } from '../backend.ts';
import { alone, type Choices, TUNING_MARGIN, TuningCache } from '../tuning.ts';
import type { Device } from './device.ts';
import { LoadedProgram, OutOfMemoryError, type Part } from './loaded-program.ts';
import { lowerGraph } from './lower/graph.ts';
import type { Dispatch, Program } from './program.ts';
import { isInReach, race } from './race.ts';

/** Milliseconds for all that is measured before a step is compiled: calls that are left then take the best guess. */
const BUDGET = 10_000;

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

/** Calls that would take too long to measure in what time is left are passed over: those after them are smaller. */
async function measure(device: Device, open: readonly Trial[]): Promise<Choices> {
  const now = (): number => performance.now();
  const deadline = now() + BUDGET;
  const fastest: Record<string, string> = {};
  /** Milliseconds a multiplication, as the last run took. */
  let pace = 0;
  let next = programs(device, open[0]);
  for (const [i, trial] of open.entries()) {
    const ways = next;
    next = programs(device, open[i + 1]);
    const limits = { candidates: ways.length, now, deadline };
    if (!isInReach(limits, pace * trial.flops)) continue;
    if (!device.target.software) compileAhead(device, [...ways, ...next]);
    const loaded = await load(device, ways);
    if (!loaded) continue;
    const times = await race({
      ...limits,
      run: async (way) => {
        const began = now();
        const time = await timeOf(device, loaded.program, loaded.parts[way]!);
        pace = (now() - began) / trial.flops;
        return time;
      },
    });
    loaded.program.dispose();
    if (!times) continue;
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
