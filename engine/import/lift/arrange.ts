import { type Axes, type Lengths, type Own } from './axes.ts';

/** How far apart neighbours along each of the layer's axes stand, row-major [N, C, H, W]. */
const strides = ({ C, H, W }: Lengths): Lengths => ({ N: C * H * W, C: H * W, H: W, W: 1 });

/** For each number of the file's tensor, row-major, where the layer has it. */
function places(axes: Axes, lengths: Lengths): Int32Array {
  const own = strides(lengths);
  let list: number[] = [0];
  for (const axis of axes.flat() as readonly Own[]) {
    const next: number[] = new Array<number>(list.length * lengths[axis]);
    let at = 0;
    for (const place of list) for (let i = 0; i < lengths[axis]; i++) next[at++] = place + i * own[axis];
    list = next;
  }
  return Int32Array.from(list);
}

type Numbers = Float32Array | Float64Array;

/** A layer's output as the file has it. */
export const asInFile = (numbers: Numbers, axes: Axes, lengths: Lengths): Float64Array =>
  Float64Array.from(places(axes, lengths), (at) => numbers[at]!);

/** The file's tensor as the layer has it. */
export function asInLayer(numbers: Numbers, axes: Axes, lengths: Lengths): Float32Array {
  const result = new Float32Array(numbers.length);
  for (const [i, at] of places(axes, lengths).entries()) result[at] = numbers[i]!;
  return result;
}
