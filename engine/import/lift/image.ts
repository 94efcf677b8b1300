import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { ForeignModel, ForeignNode, ForeignValue } from '../foreign.ts';
import { numbers } from './attributes.ts';
import { type Axes, MAP, ROW } from './axes.ts';

/** What a network is fed, as an input layer has it. */
export interface Image {
  /** Images a run of the file takes; null where it takes any number. */
  readonly batch: number | null;
  readonly size: { readonly height: number; readonly width: number; readonly channels: number };
  readonly axes: Axes;
}

/**
 * Rows, columns and channels of what is fed, of `given` where the file leaves a size open. Channels stand last where
 * the first thing that happens is a transpose; a signal [N, channels, length] is an image of one row, a vector one of
 * 1 × 1.
 */
export function imageOf({ name, dims }: ForeignValue, { nodes }: ForeignModel, given: readonly number[] | null): Image {
  const known = dims?.map((d, i) => (typeof d === 'number' && d > 0 ? d : i === 0 ? null : (given?.[i] ?? null)));
  const [batch = null, ...rest] = known ?? [];
  const sizes = rest.filter((d) => d !== null);
  const [a = 0, b = 0, c = 0] = sizes;
  if (sizes.length < rest.length || rest.length < 1 || rest.length > 3 || sizes.some((d) => d < 1)) {
    const shown = dims?.map((d) => d || '?').join(' × ') ?? '?';
    throw new ProblemError([problem('import.inputShape', name, { name, dims: shown })]);
  }
  if (rest.length === 1) return { batch, size: { height: 1, width: 1, channels: a }, axes: [['N'], ['C']] };
  if (rest.length === 2) return { batch, size: { height: 1, width: b, channels: a }, axes: ROW };
  const first = readersOf(name, nodes);
  const isLast =
    first.length > 0 && first.every((n) => n.op === 'Transpose' && numbers(n, 'perm')?.join() === '0,3,1,2');
  return isLast
    ? { batch, size: { height: a, width: b, channels: c }, axes: [['N'], ['H'], ['W'], ['C']] }
    : { batch, size: { height: b, width: c, channels: a }, axes: MAP };
}

/** What reads a tensor, past what leaves it as it is. */
function readersOf(name: string, nodes: readonly ForeignNode[]): readonly ForeignNode[] {
  return nodes
    .filter((n) => n.inputs.includes(name))
    .flatMap((n) => (n.op === 'Cast' || n.op === 'Identity' ? readersOf(n.outputs[0]!, nodes) : [n]));
}
