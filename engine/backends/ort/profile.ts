import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { nameSeparator } from '../../onnx/lower/emitter.ts';
import type { OnnxModel } from '../../onnx/wire/model.ts';
import type { CallTime, StepProfile } from '../backend.ts';
import { createSession } from './session.ts';

/** One event of ONNX Runtime's profile; times in microseconds. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  /** Of a node: its operator, and the bytes of its operands, numbers as text. */
  readonly args?: {
    readonly op_name?: string;
    readonly activation_size?: string;
    readonly parameter_size?: string;
    readonly output_size?: string;
  };
}

/** Steps before the measured ones: the first allocates, the second settles the caches. */
const warmUp = 2;

/**
 * Runs `steps` steps of a second session under ONNX Runtime's profiler and maps its times back to calls through the
 * nodes' names.
 */
export async function profileSteps(
  model: OnnxModel,
  threads: number | undefined,
  steps: number,
  run: (session: InferenceSession) => Promise<void>,
): Promise<StepProfile> {
  const folder = await mkdtemp(join(tmpdir(), 'layerloom-profile-'));
  try {
    const session = await createSession(model, { threads, optimize: 'basic', profilePrefix: join(folder, 'ort') });
    const wall: number[] = [];
    for (let i = 0; i < warmUp + steps; i++) {
      const began = performance.now();
      await run(session);
      if (i >= warmUp) wall.push(performance.now() - began);
    }
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    const events = JSON.parse(await readFile(join(folder, file!), 'utf8')) as readonly Event[];
    return summarize(events, wall);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * `events` hold warm-up steps and as many measured steps as `wall` has times. Times are means over the steps whose wall
 * times lie in the middle third: they come from the same steps as the step's own, so that their sum can be held against
 * it, and a disturbed step counts for nothing.
 */
export function summarize(events: readonly Event[], wall: readonly number[]): StepProfile {
  const runs = events.filter((e) => e.cat === 'Session' && e.name === 'model_run').sort((a, b) => a.ts - b.ts);
  const measured = runs.slice(-wall.length);
  const middling = middleThird(wall).map((step) => ({ run: measured[step]!, wall: wall[step]! }));
  const byCall = new Map<string, { readonly time: Mutable<CallTime>; readonly kernels: Set<string> }>();
  for (const event of events) {
    const call = event.cat === 'Node' && event.name.endsWith(kernelSuffix) ? callOf(event.name) : undefined;
    if (!call || !middling.some(({ run }) => event.ts >= run.ts && event.ts <= run.ts + run.dur)) continue;
    const entry = byCall.get(call.key) ?? {
      time: { ...call.time, milliseconds: 0, bytes: 0, kernels: [] },
      kernels: new Set(),
    };
    byCall.set(call.key, entry);
    entry.time.milliseconds += event.dur / 1000 / middling.length;
    entry.time.bytes += moved(event) / middling.length;
    entry.time.kernels = [...entry.kernels.add(event.args?.op_name ?? '')];
  }
  const calls = [...byCall.values()].map(({ time }) => time);
  const stepMilliseconds = middling.reduce((sum, s) => sum + s.wall, 0) / middling.length;
  return {
    stepMilliseconds,
    minMilliseconds: Math.min(...wall),
    calls,
    otherMilliseconds: stepMilliseconds - calls.reduce((sum, c) => sum + c.milliseconds, 0),
    host: null,
    buffers: null,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What makes a tensor of another shape from the same memory. */
const views: ReadonlySet<string> = new Set(['Reshape']);

/** Bytes of a node's inputs, weights and outputs; a view moves none. */
const moved = ({ args = {} }: Event): number =>
  views.has(args.op_name ?? '')
    ? 0
    : Number(args.activation_size ?? 0) + Number(args.parameter_size ?? 0) + Number(args.output_size ?? 0);

/** Indices of the values in the middle third by size; of the median alone below three. */
function middleThird(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const skipped = Math.floor(values.length / 3);
  return values.length < 3 ? [order[values.length >> 1]!] : order.slice(skipped, values.length - skipped);
}

const kernelSuffix = '_kernel_time';
const phases: readonly string[] = ['forward', 'backward', 'update', 'metrics'];

/**
 * The call that a node belongs to: `phase|path|number|op|index`; ONNX Runtime may put words of its own before or
 * behind.
 */
function callOf(
  name: string,
): { readonly key: string; readonly time: Pick<CallTime, 'path' | 'phase' | 'op'> } | undefined {
  const [head = '', path = '', number = '', op = ''] = name.split(nameSeparator);
  const phase = phases.find((p) => head.endsWith(p));
  if (!phase || !op) return undefined;
  return { key: number, time: { path, phase: phase as CallTime['phase'], op } };
}
