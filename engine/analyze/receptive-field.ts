import type { Size, Window } from '../layers/layer.ts';
import type { ReceptiveField } from './analysis.ts';

export type Field = ReceptiveField | 'whole' | null;

/** What a pixel sees of itself. */
export const pixel: ReceptiveField = { size: [1, 1], jump: [1, 1], start: [0, 0] };

/**
 * Field after a layer with `window`, from those of its inputs and clipped to an image of `image` rows × columns. A
 * kernel k with dilation d adds d(k − 1) jumps; a stride multiplies the jump (Araujo et al. 2019). Branches are joined
 * by covering what any of them sees; where they have different jumps, the size is no more than an upper bound (`Spans`
 * has the true one).
 */
export function fieldAfter(inputs: readonly Field[], window: Window, image: Size): Field {
  const joined = inputs.length === 1 ? inputs[0]! : inputs.reduce((a, b) => join(a, b, image));
  if (window === 'global') return 'whole';
  if (joined === null || joined === 'whole' || window === 'pointwise') return joined;
  const { kernel, stride, dilation, padTopLeft } = window;
  const along = (axis: 0 | 1) =>
    Math.min(joined.size[axis] + dilation[axis] * (kernel[axis] - 1) * joined.jump[axis], image[axis]);
  return {
    ...joined,
    size: [along(0), along(1)],
    jump: [joined.jump[0] * stride[0], joined.jump[1] * stride[1]],
    start: [joined.start[0] - padTopLeft[0] * joined.jump[0], joined.start[1] - padTopLeft[1] * joined.jump[1]],
  };
}

export function sameField(a: Field, b: Field): boolean {
  if (a === b) return true;
  if (a === null || b === null || a === 'whole' || b === 'whole') return false;
  const equal = (part: 'size' | 'jump' | 'start'): boolean => a[part][0] === b[part][0] && a[part][1] === b[part][1];
  return a.isMixed === b.isMixed && equal('size') && equal('jump') && equal('start');
}

/** The smallest field that covers both. */
function join(a: Field, b: Field, image: Size): Field {
  if (a === null || b === null) return null;
  if (a === 'whole' || b === 'whole') return 'whole';
  if (a === b) return a;
  const start = (axis: 0 | 1) => Math.min(a.start[axis], b.start[axis]);
  const along = (axis: 0 | 1) => {
    const end = Math.max(a.start[axis] + a.size[axis], b.start[axis] + b.size[axis]);
    return Math.min(end - start(axis), image[axis]);
  };
  const isMixed = a.isMixed || b.isMixed || a.jump[0] !== b.jump[0] || a.jump[1] !== b.jump[1];
  return {
    ...(isMixed ? { isMixed } : {}),
    size: [along(0), along(1)],
    jump: [Math.max(a.jump[0], b.jump[0]), Math.max(a.jump[1], b.jump[1])],
    start: [start(0), start(1)],
  };
}

/** Of one pixel that is stretched over a map: each output sees the same. */
export function stretched(field: Field): Field {
  return field === null || field === 'whole' ? field : { ...field, jump: [0, 0] };
}
