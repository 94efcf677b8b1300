/**
 * What an ONNX tensor's axes are in terms of a layer's output. A feature map [N, C, H, W] may arrive transposed, with
 * axes of one number dropped or added, or flattened in either order: each axis is a list of the map's own ones, outer
 * first, and `[]` is an axis of length one. So reshapes and transposes cost no layer until one needs its own order.
 */
export type Own = 'N' | 'C' | 'H' | 'W';
export type Axis = readonly Own[];
export type Axes = readonly Axis[];

/** Length of each of the layer's axes; a vector is all C. N is the file's batch, or a number that stands for it. */
export type Lengths = Readonly<Record<Own, number>>;

export const MAP: Axes = [['N'], ['C'], ['H'], ['W']];
/** Of a signal: a map of one row, whose axis its file leaves out. */
export const ROW: Axes = [['N'], ['C'], ['W']];
export const VECTOR: Axes = [['N'], ['C', 'H', 'W']];

export const lengthOf = (axis: Axis, lengths: Lengths): number => axis.reduce((n, own) => n * lengths[own], 1);

/** Without axes of length one, which say nothing of the order; N stays. */
const telling = (axis: Axis, lengths: Lengths): Axis => axis.filter((own) => own === 'N' || lengths[own] !== 1);

/** Whether both are the same but for axes of length one within them. */
export function sameAxes(a: Axes, b: Axes, lengths: Lengths): boolean {
  const text = (axes: Axes): string => axes.map((axis) => telling(axis, lengths).join('')).join();
  return text(a) === text(b);
}

/**
 * The axes under which a tensor of the same numbers has the wanted dims, or null where an axis of the layer would be
 * cut in two.
 */
export function regroup(axes: Axes, wanted: readonly number[], lengths: Lengths): Axes | null {
  const rest = axes.flatMap((axis) => telling(axis, lengths));
  const grouped: Own[][] = [];
  for (const length of wanted) {
    const axis: Own[] = [];
    let product = 1;
    // A batch of one is taken by the first axis of one.
    const [next] = rest;
    if (length === 1 && next && lengths[next] === 1) axis.push(...rest.splice(0, 1));
    while (product < length && rest.length > 0) {
      const own = rest.shift()!;
      axis.push(own);
      product *= lengths[own];
    }
    if (product !== length) return null;
    grouped.push(axis);
  }
  return rest.length === 0 ? grouped : null;
}

/**
 * For the numbers of one image in an order of its own: where each stands in a layer's row-major C, H, W. Null where
 * they stand there already.
 */
export function featureOrder(order: Axis, lengths: Lengths): Int32Array | null {
  const own = telling(order, lengths).filter((axis) => axis !== 'N');
  const strides: Lengths = { N: 0, C: lengths.H * lengths.W, H: lengths.W, W: 1 };
  if (own.join('') === telling(['C', 'H', 'W'], lengths).join('')) return null;
  let places: readonly number[] = [0];
  for (const axis of own) {
    places = places.flatMap((at) => Array.from({ length: lengths[axis] }, (_, i) => at + i * strides[axis]));
  }
  return Int32Array.from(places);
}
