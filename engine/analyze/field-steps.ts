import type { Size } from '../layers/layer.ts';
import type { Analysis, AnalyzedNode, ReceptiveField } from './analysis.ts';
import { sourcePaths } from './tensors.ts';

/** One layer's part in a receptive field. */
export type FieldStep = { readonly path: string } & (
  | {
      /** after = before + dilation·(kernel − 1)·jump, clipped to the image; jump is the one in front of the layer. */
      readonly step: 'window';
      readonly before: Size;
      readonly after: Size;
      readonly kernel: Size;
      readonly dilation: Size;
      readonly jump: Size;
      readonly stride: Size;
    }
  /**
   * The smallest field that covers those of all inputs; or a window behind branches of different jumps, which grows
   * each by as many of its own.
   */
  | { readonly step: 'join'; readonly before: Size; readonly after: Size }
  | { readonly step: 'global' }
);

/**
 * The layers that make up a node's receptive field, from the image on; where branches meet, along the one that sees
 * most. Empty where unknown.
 */
export function fieldSteps(analysis: Analysis, path: string): readonly FieldStep[] {
  const steps: FieldStep[] = [];
  const seen = new Set<string>();
  let at = analysis.byPath.get(path);
  while (at && at.site && at.layer && !seen.has(at.node.path)) {
    seen.add(at.node.path);
    const sources = sourcePaths(at).flatMap((from) => analysis.byPath.get(from) ?? []);
    const widest = sources.reduce<AnalyzedNode | undefined>((a, b) => (a && areaOf(a) >= areaOf(b) ? a : b), undefined);
    if (!widest) break;
    const step = stepOf(at, widest.receptiveField);
    if (step) steps.push({ path: at.node.path, ...step });
    at = widest;
  }
  return steps.reverse();
}

type Step<S = FieldStep> = S extends unknown ? Omit<S, 'path'> : never;

function stepOf(node: AnalyzedNode, before: AnalyzedNode['receptiveField']): Step | null {
  const window = node.layer!.window(node.site!);
  const after = node.receptiveField;
  if (before === 'whole' || before === null || after === null) return null;
  if (after === 'whole') return { step: 'global' };
  if (typeof window === 'object' && !after.isMixed) {
    const { kernel, dilation, stride } = window;
    if (isOne(kernel) && isOne(stride)) return null;
    return { step: 'window', before: before.size, after: after.size, kernel, dilation, jump: before.jump, stride };
  }
  return same(before, after) ? null : { step: 'join', before: before.size, after: after.size };
}

const isOne = ([rows, columns]: Size): boolean => rows === 1 && columns === 1;
const same = (a: ReceptiveField, b: ReceptiveField): boolean => a.size[0] === b.size[0] && a.size[1] === b.size[1];

function areaOf({ receptiveField: field }: AnalyzedNode): number {
  if (field === null) return -1;
  return field === 'whole' ? Number.POSITIVE_INFINITY : field.size[0] * field.size[1];
}
