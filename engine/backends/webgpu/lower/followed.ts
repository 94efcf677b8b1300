import { count } from '../../../ops/shape/tensor.ts';
import { type Tensor, withProducts } from '../expression.ts';
import type { MapOutput } from '../kernels/map.ts';
import type { Storage } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import { Epilogue } from '../wgsl/epilogue.ts';
import { MAX_BINDINGS } from '../wgsl/limits.ts';
import type { Left } from '../wgsl/tile-parts.ts';
import type { Emitter } from './emitter.ts';
import { placedAt, placeOf } from './places.ts';
import type { SumsWanted } from './products.ts';

/** A convolution or a product of matrices, on its way to kernels. */
export interface Computed {
  readonly dims: readonly number[];
  /** Sums that a number is joined from. */
  readonly splits: number;
  /** Of a channel, that its kernels can leave sums of where they store its numbers; 0 where they cannot. */
  readonly parts: number;
  readonly read: readonly (Storage | null)[];
  /** Whether its result may lie among other channels. */
  readonly amongOthers: boolean;
  /** Launches it: the sums, one tensor behind the other, or its result. Operations of the epilogue are `more`. */
  readonly run: (out: Placed, epilogue: Epilogue | null, more: number, left: Omit<Left, 'first'> | null) => void;
}

/** [splits, …]. */
function partsOf(e: Emitter, { dims, splits, run }: Computed): Tensor {
  const parts = e.tensor('f32', [splits, ...dims]);
  run({ storage: parts.storage, first: 0, all: dims[1]! }, null, 0, null);
  return parts;
}

/** Its result as it is, now. */
export const wholeOf = (e: Emitter, computed: Computed): Tensor => e.joined(partsOf(e, computed));

/** The sum over the first axis as a formula, in order: written where a concat has it, it is not copied. */
export function sumOfParts(e: Emitter, computed: Computed): Tensor {
  const { dtype, dims, expression } = partsOf(e, computed);
  const [splits, ...rest] = dims as readonly [number, ...number[]];
  if (expression.kind !== 'load') throw new Error('partial sums lie in memory');
  const { strides, offset } = expression;
  const args = Array.from({ length: splits }, (_, i) => ({
    ...expression,
    strides: strides.slice(1),
    offset: offset + i * strides[0]!,
  }));
  const formula = (...all: readonly string[]): string => all.join(' + ');
  return { dtype, dims: rest, expression: { kind: 'apply', dtype, args, formula } };
}

/** Its result when the formula that follows is known: its kernel goes on with that, or who joins its sums. */
export function followed(e: Emitter, computed: Computed): Tensor {
  const { dims, splits, parts, read, amongOthers, run } = computed;
  const join = (output: MapOutput) => (): void => {
    const sum = sumOfParts(e, computed).expression;
    e.map(dims, [{ ...output, expression: withProducts(output.expression, () => sum) }]);
  };
  /** Its own operands, result and parts besides. */
  const fits = (epilogue: Epilogue, storage: Storage): boolean =>
    read.filter((tensor) => tensor !== null).length + 2 + epilogue.bindings <= MAX_BINDINGS &&
    !epilogue.tensors.includes(storage);
  const into = ({ expression, ...home }: MapOutput, sums: SumsWanted | null): (() => void) | null => {
    const place = placeOf(placedAt(home, 'f32', dims));
    const epilogue = Epilogue.of(dims, expression);
    const isFree = epilogue && ![...read, ...epilogue.tensors].includes(home.storage);
    if (!place || !isFree || !(amongOthers || (place.first === 0 && place.all === dims[1]))) return null;
    const withFactor = sums && parts > 0 ? Epilogue.of(dims, expression, sums.factor) : null;
    if (withFactor && fits(withFactor, home.storage)) {
      const left = e.tensor('f32', [parts, dims[1]!, 4]);
      sums!.leave(left);
      return () => run(place, withFactor, withFactor.size * count(dims), { kind: 'sums', storage: left.storage });
    }
    return () => run(place, epilogue.size > 0 ? epilogue : null, epilogue.size * count(dims), null);
  };
  return e.awaited(dims, { whole: () => wholeOf(e, computed), into: splits > 1 ? join : into });
}
