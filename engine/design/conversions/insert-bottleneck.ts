import { type Problem, problem } from '../../base/diagnostics.ts';
import { nearest } from '../../base/nearest.ts';
import type { Dim } from '../../ir/types.ts';
import { layers } from '../../layers/index.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { Library, LoomDocument } from '../document.ts';
import { iterationsOf, unroll } from '../edits/unroll.ts';
import { evaluated, type Level, locate } from '../locate.ts';
import { insertInFront } from './bottleneck-nodes.ts';
import { type Conversion, type ShapesOf, Working } from './conversion.ts';
import { isolate } from './isolate.ts';
import { Diagram, soleUnit } from './units.ts';

/**
 * Filters of a bottleneck in front of a convolution from `channels` to `filters`: half of what comes out, at most a
 * quarter of what comes in, so that it is narrower than both. For the course's 192 → 32 by 5×5 this gives its 16.
 */
export function bottleneckFilters(channels: number | null, filters: number): number {
  return Math.max(1, Math.floor(Math.min(filters / 2, (channels ?? Number.POSITIVE_INFINITY) / 4)));
}

/**
 * Puts a 1×1 convolution, with norm and non-linearity as the convolution at `path` has, in front of that convolution.
 * `path` may also be a block that is one convolution (conv-BN-ReLU). Only this place changes, and the other iterations
 * of a repeated block that it lies in: a block that is used elsewhere too is copied first. `reduce` defaults to
 * `bottleneckFilters`.
 */
export function insertBottleneck(
  document: LoomDocument,
  library: Library,
  path: string,
  shapesOf: ShapesOf,
  reduce?: number,
): Conversion<'convert.bottleneck'> {
  const unchanged = (found: Problem): Conversion<'convert.bottleneck'> => ({
    document,
    problems: [found],
    summary: { code: 'convert.bottleneck', values: { node: path, reduce: 0, channels: 0, places: 0 } },
  });
  if (reduce !== undefined && !(Number.isInteger(reduce) && reduce >= 1))
    return unchanged(problem('convert.badReduce', path, { reduce }));
  const working = new Working(document, library);
  const found = find(working, path);
  if ('code' in found) return unchanged(found);
  const { conv, depth, params } = found;
  const wrong = unsuitable(path, params);
  if (wrong) return unchanged(wrong);

  const shape = shapesOf(document);
  // An iteration that the repeat does not reach, or a node that is switched off, is drawn but not there.
  const placed = working.used().network.get(conv);
  if (!placed) return unchanged(noSuchNode(working, path));
  const source = placed.inputs['in']?.[0];
  const channels = size(source ? shape(source)?.dims[1] : undefined);
  const output = shape(conv)?.dims;
  const filters = size(output?.[1]) ?? size(params['filters']) ?? layers.conv2d.params.filters.default;
  const width = reduce ?? bottleneckFilters(channels, filters);

  const levels = isolate(working, path, depth);
  if ('code' in levels) return unchanged(levels);
  const target = single(working, levels[depth]!, path);
  if ('code' in target) return unchanged(target);
  const places = working.used().definitions.find(({ name }) => name === target.definition)?.places ?? [];
  insertInFront(working, target, width);
  const input = source ? shape(source)?.dims : undefined;
  return {
    document: working.document,
    problems: input && output ? costsMore(path, width, input, output, params) : [],
    summary: {
      code: 'convert.bottleneck',
      values: { node: path, reduce: width, channels: channels ?? '?', places: places.length },
    },
  };
}

const size = (value: unknown): number | null => (typeof value === 'number' ? value : null);

interface Found {
  /** Path of the convolution itself. */
  readonly conv: string;
  /**
   * The level at which the bottleneck stands: the convolution's, or that of the conv-BN-ReLU block which it makes up.
   */
  readonly depth: number;
  /** The convolution's parameters, evaluated. */
  readonly params: RawParams;
}

function find(working: Working, path: string): Found | Problem {
  const no = problem('convert.notAConvolution', path, { node: path });
  const levels = locate(working.document, working.library, path);
  const last = levels?.at(-1);
  if (!levels || !last) return noSuchNode(working, path);
  const scope = last.index === undefined ? last.params : { ...last.params, index: last.index };
  const diagram = new Diagram([last.node], last.params, (name) => working.block(name));
  const block = diagram.blockOf(last.node);
  if (block) {
    const unit = soleUnit(block, (name) => working.block(name));
    return unit ? find(working, `${path}/${unit.node.id}`) : no;
  }
  if (diagram.kind(last.node) !== 'conv2d') return no;
  let depth = levels.length - 1;
  while (depth > 0) {
    const around = working.block(levels[depth]!.definition);
    if (!around || !soleUnit(around, (name) => working.block(name))) break;
    depth--;
  }
  return { conv: path, depth, params: evaluated(last.node.params ?? {}, scope) };
}

function noSuchNode(working: Working, path: string): Problem {
  const suggestion = nearest(path, working.used().network.keys());
  return problem('convert.noSuchNode', path, suggestion === null ? { node: path } : { node: path, suggestion });
}

function unsuitable(path: string, { kernel, groups }: RawParams): Problem | null {
  if (kernel === 1 || (typeof kernel === 'object' && kernel.every((side) => side === 1)))
    return problem('convert.kernelIsOne', path, { node: path });
  if (typeof groups === 'number' && groups > 1) return problem('convert.grouped', path, { node: path, groups });
  return null;
}

/** The level with the iteration that the path means as a node of its own, where it repeats. */
function single(working: Working, level: Level, path: string): Level | Problem {
  const { definition, node, params } = level;
  if (node.repeat === undefined) return level;
  const known = definition === '' ? params : {};
  const nodes = working.nodes(definition);
  const count = iterationsOf(node, known, 1, nodes.length);
  if (typeof count !== 'number') {
    if (count.code !== 'edit.repeatNotFixed') return count;
    return problem('convert.repeatVaries', path, { node: node.id, repeat: String(node.repeat) });
  }
  const at = nodes.findIndex(({ id }) => id === node.id);
  working.apply(unroll(working.library, definition, node.id, known));
  return { definition, params, node: working.nodes(definition)[at + (level.index ?? 0)]! };
}

/**
 * A warning where the bottleneck costs more than it saves: H·W·C·r for the 1×1 and r/C of what the convolution cost,
 * against all of that.
 */
function costsMore(
  path: string,
  reduce: number,
  input: readonly Dim[],
  output: readonly Dim[],
  { kernel }: RawParams,
): readonly Problem[] {
  const [, channels, ...from] = input.map(Number);
  const [, filters, ...to] = output.map(Number);
  const [rows, columns] = typeof kernel === 'object' ? kernel.map(Number) : [Number(kernel ?? 3), Number(kernel ?? 3)];
  const area = (sides: readonly number[]): number => sides.reduce((product, side) => product * side, 1);
  const each = area(to) * rows! * columns! * filters!;
  const before = each * channels!;
  const after = area(from) * channels! * reduce + each * reduce;
  if (!(after > before)) return [];
  return [problem('convert.notSaving', path, { reduce, before, after }, { severity: 'warning' })];
}
