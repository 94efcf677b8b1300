import type { Call } from '../../../ir/graph.ts';

/** What kernels are chosen by. */
export interface Target {
  /** Threads that keep the device busy. */
  readonly busy: number;
  /** Threads of a workgroup that follow each other and lie in one subgroup in that order, so that they can hand numbers to each other: a power of two, 1 where there are none. */
  readonly lanes: number;
  /** Bytes of memory that the threads of a workgroup share. */
  readonly workgroupBytes: number;
  /** Whether it only plays a GPU on the processor: there workgroup memory is no nearer than any other. */
  readonly software: boolean;
  /** Bytes of the largest tensor that a kernel can be given. */
  readonly mostBytes: number;
}

/** One of several ways to compute a call. */
export interface Way<T> {
  readonly name: string;
  /** Whether it may be the fastest on this target: a trial is worth its time. */
  readonly promising: boolean;
  readonly make: T;
}

/** How a call was emitted, and how else it could have been. */
export interface Choice {
  readonly call: Call;
  readonly ways: readonly string[];
  /** Those worth a trial, the best guess first. */
  readonly promising: readonly string[];
  readonly chosen: string;
}

/** Calls of equal key are computed alike: op, shapes, attributes. A bias makes no difference: training's convolutions have none where inference's have one, of batch norm. */
export function choiceKey({ op, inputs, attrs }: Call): string {
  const shapes = inputs.flatMap(({ type: { dims } }) => (dims.length > 1 ? [dims.join('×')] : [])).join(' ');
  const settings = Object.entries(attrs as object)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' ');
  return `${op.kind} ${shapes} ${settings}`;
}
