import { advise } from '../../engine/analyze/advice.ts';
import { type Advice, type Analysis, type AnalyzedNode, type Use, useOf } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { type ConventionName, conventions } from '../../engine/analyze/conventions/index.ts';
import { type TrainingMemory, trainingMemory } from '../../engine/analyze/memory.ts';
import { outputBytes } from '../../engine/analyze/tensors.ts';
import type { Problem } from '../../engine/base/diagnostics.ts';
import { limited } from '../../engine/base/problem-list.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { Library, LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { DETACHED } from '../../engine/design/locate.ts';
import { mapOf } from '../../engine/layers/feature-map.ts';
import { Drawing } from '../scene/drawing.ts';
import { analyzeDetached } from './detached.ts';
import { prefixes } from './prefixes.ts';

export const library: Library = blocks;

/** Costs of everything at and below a path. */
export interface Sum {
  readonly params: number;
  /** By the counting convention; all of it, and what inference keeps. */
  readonly operations: number;
  readonly inferred: number;
  readonly bytes: number;
  readonly layers: number;
  /** Whether inference keeps any of it, and training. */
  readonly inference: boolean;
  readonly training: boolean;
}

type MutableSum = { -readonly [K in keyof Sum]: Sum[K] };

export interface Counting {
  readonly convention: ConventionName;
  readonly batch: number;
}

/** All that follows from a document: what the canvas, the panels and the totals show. */
export interface Model {
  readonly document: LoomDocument;
  /** The block that is looked at by itself, outside the design; its layers are in `analysis.byPath` and `sums` too. */
  readonly detached: string | null;
  readonly drawing: Drawing;
  readonly analysis: Analysis;
  /** What expanding took, in the work of a layer. */
  readonly layersOfWork: number;
  /** Of the file, of expanding and of the network. */
  readonly problems: readonly Problem[];
  /** Problems at and below each path. */
  readonly problemsAt: ReadonlyMap<string, readonly Problem[]>;
  readonly operations: (node: AnalyzedNode) => number;
  /** Of blocks and repeats; `sumAt` knows layers too. */
  readonly sums: ReadonlyMap<string, Sum>;
  readonly totals: {
    readonly params: number;
    readonly operations: number;
    readonly memory: TrainingMemory;
    /**
     * The last node whose receptive field is meant by the design's: a feature map before everything is pooled or
     * flattened.
     */
    readonly field: AnalyzedNode | null;
  };
  readonly advice: () => readonly Advice[];
}

const emptySum: Sum = {
  params: 0,
  operations: 0,
  inferred: 0,
  bytes: 0,
  layers: 0,
  inference: false,
  training: false,
};

/** Costs of a layer, or of everything inside a block. */
export function sumAt(model: Model, path: string): Sum {
  const block = model.sums.get(path);
  if (block) return block;
  const sum = { ...emptySum };
  const layer = model.analysis.byPath.get(path);
  if (layer) addTo(sum, layer, model.operations(layer), outputBytes(layer));
  return sum;
}

function addTo(sum: MutableSum, node: AnalyzedNode, operations: number, bytes: number): void {
  sum.params += node.parameters;
  sum.operations += operations;
  if (node.inference) sum.inferred += operations;
  sum.bytes += bytes;
  sum.layers += 1;
  sum.inference ||= node.inference;
  sum.training ||= node.training;
}

/** What the operations at a path are a share of: those of the design, or of the block that is looked at by itself. */
export const wholeAt = (model: Model, path: string): number =>
  path.startsWith(DETACHED) ? sumAt(model, path.split('/', 1)[0]!).inferred : model.totals.operations;

/** The part of all operations that is at and below a path. */
export function shareAt(model: Model, path: string): number {
  const whole = wholeAt(model, path);
  return whole > 0 ? sumAt(model, path).inferred / whole : 0;
}

/** What is at and below a path is needed for; what holds no layer, as a block that is off, is no dead branch. */
export function useAt(model: Model, path: string): Use {
  const sum = sumAt(model, path);
  return sum.layers === 0 ? 'inference' : useOf(sum);
}

/** `momentsPerWeight` of the default optimizer, SGD with momentum. */
export const MOMENTS = 1;

export function modelOf(
  document: LoomDocument,
  fileProblems: readonly Problem[],
  counting: Counting,
  detached: string | null = null,
  before: Model | null = null,
): Model {
  const { network, problems: found, layersOfWork } = expand(document, library);
  const design = analyze(network, before?.analysis ?? null);
  const alone = detached === null ? null : analyzeDetached(document, detached);
  const analysis = alone ? { ...design, byPath: new Map([...design.byPath, ...alone.byPath]) } : design;
  const problems = limited([...fileProblems, ...found, ...analysis.problems, ...(alone?.problems ?? [])]);
  let advice: readonly Advice[] | null = null;
  return {
    document,
    detached,
    drawing: new Drawing(document, library, [...network.groups, ...(alone?.groups ?? [])], before?.drawing),
    analysis,
    layersOfWork,
    problems,
    problemsAt: problemsByPath(problems),
    ...count(analysis, counting),
    advice: () => (advice ??= advise(analysis)),
  };
}

/** The same design counted otherwise. */
export function recount(model: Model, counting: Counting): Model {
  return { ...model, ...count(model.analysis, counting) };
}

function count(analysis: Analysis, { convention, batch }: Counting): Pick<Model, 'operations' | 'sums' | 'totals'> {
  const by = conventions[convention].count;
  const operations = (node: AnalyzedNode): number => by(node, batch);
  const sums = new Map<string, MutableSum>();
  let total = 0;
  for (const node of analysis.nodes) if (node.inference) total += operations(node);
  const sumOf = (path: string): MutableSum => {
    let sum = sums.get(path);
    if (!sum) sums.set(path, (sum = { ...emptySum }));
    return sum;
  };
  // Neighbours stand in one block: its sums, and those around it, are looked up once.
  let block = '';
  let around: readonly MutableSum[] = [];
  for (const node of analysis.byPath.values()) {
    const own = operations(node);
    const bytes = outputBytes(node);
    const { path } = node.node;
    const end = Math.max(0, path.lastIndexOf('/'));
    if (end !== block.length || !path.startsWith(block)) {
      block = path.slice(0, end);
      around = prefixes(block).map(sumOf);
    }
    for (const sum of around) addTo(sum, node, own, bytes);
  }
  const memory = trainingMemory(analysis, { batch, momentsPerWeight: MOMENTS });
  return {
    operations,
    sums,
    totals: { params: analysis.totals.params, operations: total, memory, field: lastMap(analysis) },
  };
}

/**
 * The last feature map before everything is pooled or flattened, else the last node whose field is known. One behind a
 * gate, which sees the whole image, is one too: what a design sees is not what the last layer without a gate saw.
 */
function lastMap({ nodes }: Analysis): AnalyzedNode | null {
  const isKnown = ({ inference, receptiveField }: AnalyzedNode): boolean => inference && receptiveField !== null;
  return nodes.findLast((node) => isKnown(node) && isMap(node)) ?? nodes.findLast(isKnown) ?? null;
}

function isMap({ type }: AnalyzedNode): boolean {
  const map = type && mapOf(type);
  return map ? map.size[0] * map.size[1] > 1 : false;
}

function problemsByPath(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const byPath = new Map<string, Problem[]>();
  for (const found of problems) {
    for (const at of prefixes(found.node)) {
      const list = byPath.get(at);
      if (list) list.push(found);
      else byPath.set(at, [found]);
    }
  }
  return byPath;
}
