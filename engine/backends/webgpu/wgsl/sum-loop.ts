import { type Expression, loadsOf } from '../expression.ts';
import { type Axis, collapse, vectorizable } from './axes.ts';
import { stepsOf } from './sizes.ts';
import { address } from './text.ts';

type Load = ReturnType<typeof loadsOf>[number];

/** What a kernel goes through that sums. */
export interface Loop {
  readonly kept: readonly Axis[];
  readonly reduced: readonly Axis[];
  /** Of what is summed. */
  readonly loads: readonly Load[];
  readonly width: 1 | 4;
}

export function loopOf(
  { dims, axes }: { readonly dims: readonly number[]; readonly axes: readonly number[] },
  sums: readonly { readonly expression: Expression }[],
): Loop {
  const loads = loadsOf(...sums.map((s) => s.expression));
  const along = (wanted: boolean): readonly Axis[] => {
    const chosen = dims.map((_, axis) => axis).filter((axis) => axes.includes(axis) === wanted);
    return collapse(
      chosen.map((axis) => dims[axis]!),
      loads.map((l) => chosen.map((axis) => l.strides[axis]!)),
    );
  };
  const [kept, reduced] = [along(false), along(true)];
  const offsets = loads.map((l) => l.offset);
  const aligned = [...kept.map((a) => ({ ...a, size: 4 })), ...reduced];
  return { kept, reduced, loads, width: vectorizable(aligned, offsets, 0) ? 4 : 1 };
}

/** Sizes and places in a kernel that sums, as WGSL. `output` is the number of a sum there, r0 … are indices of what is summed away. */
export interface SumSizes {
  /** Statements that make what the others name. */
  readonly lines: readonly string[];
  readonly outputs: string;
  /** Elements along each axis that is summed away; vectors along the last. */
  readonly reduced: readonly string[];
  /** Where load n begins for an output, and how far on from there it is read. */
  readonly base: (n: number) => string;
  readonly step: (n: number) => string;
  /** Of a vector of all outputs that begins at `offset`: the output's place. */
  readonly beside: (offset: number, stride: number) => string;
}

/** Numbers in the text. */
export function sizesInText({ kept, reduced, loads, width }: Loop): SumSizes {
  const last = reduced.length - 1;
  const scale = (n: number): number => (width === 4 && reduced[last]!.strides[n] !== 0 ? 4 : 1);
  return {
    lines: keptIndices(kept),
    outputs: `${kept.reduce((n, a) => n * a.size, 1)}u`,
    reduced: reduced.map((a, k) => `${k === last ? a.size / width : a.size}u`),
    base: (n) =>
      address(
        loads[n]!.offset / scale(n),
        kept.map((a, k) => [`k${k}`, a.strides[n]! / scale(n)] as const),
      ),
    step: (n) =>
      address(
        0,
        reduced.map((a, k) => [`r${k}`, k === last ? a.strides[n]! : a.strides[n]! / scale(n)] as const),
      ),
    beside: (offset, stride) => address(offset, [['output', stride]]),
  };
}

/** Divides the running number of an output into the indices of the kept axes. */
function keptIndices(kept: readonly Axis[]): readonly string[] {
  const lines = ['var rest = output;'];
  for (let k = kept.length - 1; k >= 0; k--) {
    lines.push(k === 0 ? 'let k0 = rest;' : `let k${k} = rest % ${kept[k]!.size}u;`);
    if (k > 0) lines.push(`rest = rest / ${kept[k]!.size}u;`);
  }
  return lines;
}

/** A vector of numbers beside the outputs, among others in a tensor. */
export interface Vector {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Whether tensors are vectors of `outputs` each, one behind the other. */
const areBeside = (vectors: readonly Vector[], outputs: number): boolean =>
  vectors.every((v) => v.offset % outputs === 0 && v.strides[0] === 1);

const besideOf =
  (outputs: number): SumSizes['beside'] =>
  (offset) =>
    offset ? `${offset / outputs}u * channels + output` : 'output';

/**
 * Of sums of [images, channels, plane] to [channels], a workgroup each: from the length of the first tensor and the workgroups; null where they do not tell. The number of images
 * stands in the text: it is one for a whole network.
 */
export function sizesByGroup({ kept, reduced, loads }: Loop, vectors: readonly Vector[]): SumSizes | null {
  const [images, plane] = reduced as readonly [Axis, Axis?];
  const [channels] = kept as readonly [Axis];
  if (kept.length > 1 || reduced.length !== 2 || !plane || channels.size === 1) return null;
  const steps = stepsOf(
    [images, channels, plane],
    loads.map((l) => l.offset),
  );
  const total = images.size * channels.size * plane.size;
  const isWhole = steps?.[0] === 'element' && loads[0]!.storage.elements === total;
  if (!steps || !isWhole || !areBeside(vectors, channels.size)) return null;
  const beside = besideOf(channels.size);
  const base = {
    element: () => 'output * plane',
    channel: (offset: number) => beside(offset, 1),
    none: (offset: number) => `${offset}u`,
  };
  return {
    lines: [
      'let channels = blocks.x;',
      `let plane = arrayLength(&in0) / (${images.size}u * channels);`,
      'let image = channels * plane;',
    ],
    outputs: 'channels',
    reduced: [`${images.size}u`, 'plane'],
    base: (n) => base[steps[n]!](loads[n]!.offset),
    step: (n) => (steps[n] === 'element' ? 'r0 * image + r1' : '0u'),
    beside,
  };
}

/** Of sums of [splits, outputs], a thread each: from the lengths of the first sum and the first tensor. */
export function sizesByThread({ kept, reduced, loads }: Loop, vectors: readonly Vector[]): SumSizes | null {
  const [splits, outputs] = [reduced[0]!, kept[0]!];
  if (kept.length > 1 || reduced.length > 1 || outputs.size % 4 !== 0) return null;
  const steps = stepsOf(
    [splits, outputs],
    loads.map((l) => l.offset),
  );
  const isWhole =
    steps?.every((step) => step === 'element') && loads[0]!.storage.elements === splits.size * outputs.size;
  if (!isWhole || !areBeside(vectors, outputs.size)) return null;
  return {
    lines: ['let channels = arrayLength(&out0);', 'let splits = arrayLength(&in0) / channels;'],
    outputs: 'channels',
    reduced: ['splits'],
    base: () => 'output',
    step: () => 'r0 * channels',
    beside: besideOf(outputs.size),
  };
}
