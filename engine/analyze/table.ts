import type { Product } from '../layers/layer.ts';
import type { Analysis, AnalyzedNode } from './analysis.ts';
import { type ConventionName, conventions } from './conventions/index.ts';
import { outputBytes } from './tensors.ts';
import { type Branch, treeOf } from './tree.ts';

export interface TableOptions {
  /** How many levels of blocks are opened; 0 shows each outermost block as one row. Everything by default. */
  readonly depth?: number;
  /** Equal neighbours in one row with × N; by default. Without, the layers' rows add up to the totals. */
  readonly runs?: boolean;
  readonly convention?: ConventionName;
  /** Only torchinfo's count depends on it. */
  readonly batch?: number;
}

/** One layer, one block, or a run of equal ones (`repeat` > 1): its sums are over all of the run. */
export interface TableRow {
  /** Of a run: of its first. */
  readonly path: string;
  /** Last part of the path; of a run, first to last. */
  readonly label: string;
  /** A layer's kind or a block's name. */
  readonly kind: string;
  readonly isBlock: boolean;
  /** Blocks around it. */
  readonly level: number;
  readonly repeat: number;
  /** [C, H, W] or [features]; null where unknown. */
  readonly shape: readonly number[] | null;
  readonly params: number;
  /** By the table's convention. */
  readonly operations: number;
  readonly products: readonly Product[];
  /** Of the inference network's operations; 0 for what inference leaves out. */
  readonly share: number;
  readonly receptiveField: AnalyzedNode['receptiveField'];
  readonly outputBytes: number;
  /** False for auxiliary heads, what only leads to them, and dead branches. */
  readonly inference: boolean;
  /** False for dead branches. */
  readonly training: boolean;
}

export interface LayerTable {
  readonly convention: ConventionName;
  readonly rows: readonly TableRow[];
  readonly totals: TableTotals;
  /** With auxiliary heads. */
  readonly training: TableTotals;
}

export interface TableTotals {
  readonly params: number;
  readonly operations: number;
}

/**
 * The layer table: one row a layer, blocks as rows above their layers, equal neighbours (repeats) in one row with × N.
 */
export function layerTable(analysis: Analysis, options: TableOptions = {}): LayerTable {
  const { depth = Infinity, runs = true, convention = 'multiplies', batch = 1 } = options;
  const { count } = conventions[convention];
  const counts = new Map(analysis.nodes.map((node) => [node, count(node, batch)]));
  const sum = (nodes: readonly AnalyzedNode[]) => nodes.reduce((total, node) => total + counts.get(node)!, 0);
  const total = sum(analysis.nodes.filter((node) => node.inference));
  const rows: TableRow[] = [];
  const walk = (branches: readonly Branch[], level: number): void => {
    for (const run of runs ? runsOf(branches, counts) : branches.map((branch): Run => [branch])) {
      const [first] = run;
      const nodes = run.flatMap((branch) => branch.nodes);
      const inference = nodes.filter((node) => node.inference);
      const last = run.at(-1)!.nodes.at(-1)!;
      const operations = sum(nodes);
      rows.push({
        path: first.path,
        label: run.length === 1 ? labelOf(first) : `${labelOf(first)} … ${labelOf(run.at(-1)!)}`,
        kind: first.kind,
        isBlock: first.children.length > 0,
        level,
        repeat: run.length,
        shape: shapeOf(last),
        params: nodes.reduce((n, node) => n + node.parameters, 0),
        operations,
        products: first.children.length === 0 ? (first.nodes[0]!.cost?.multiplies ?? []) : [],
        share: total === 0 ? 0 : sum(inference) / total,
        receptiveField: last.receptiveField,
        outputBytes: nodes.reduce((n, node) => n + outputBytes(node), 0),
        inference: inference.length > 0,
        training: nodes.some((node) => node.training),
      });
      if (level < depth) walk(first.children, level + 1);
    }
  };
  walk(treeOf(analysis), 0);
  const totals = { params: analysis.totals.params, operations: total };
  const trained = sum(analysis.nodes.filter((node) => node.training));
  return { convention, rows, totals, training: { params: analysis.training.params, operations: trained } };
}

type Run = readonly [Branch, ...Branch[]];

/** Neighbours of one shape, as repeats make them, together. */
function runsOf(branches: readonly Branch[], counts: ReadonlyMap<AnalyzedNode, number>): readonly Run[] {
  const runs: [Branch, ...Branch[]][] = [];
  for (const branch of branches) {
    const run = runs.at(-1);
    if (run && branch.index !== null && run[0].index !== null && isLike(run[0], branch, counts)) run.push(branch);
    else runs.push([branch]);
  }
  return runs;
}

/** Same kind, and node by node the same output, parameters and operations. */
function isLike(a: Branch, b: Branch, counts: ReadonlyMap<AnalyzedNode, number>): boolean {
  if (a.kind !== b.kind || a.parent !== b.parent || a.nodes.length !== b.nodes.length) return false;
  return a.nodes.every((node, i) => {
    const other = b.nodes[i]!;
    return (
      node.type === other.type &&
      node.node.kind === other.node.kind &&
      node.parameters === other.parameters &&
      counts.get(node) === counts.get(other)
    );
  });
}

function labelOf({ path, index, parent }: Branch): string {
  const label = path.slice(path.lastIndexOf('/') + 1);
  return index === null ? label : `${parent.slice(parent.lastIndexOf('/') + 1)}/${label}`;
}

function shapeOf({ type }: AnalyzedNode): readonly number[] | null {
  return type && type.dims.filter((d) => d !== 'N');
}

/** 28 × 28 × 32 × 5 × 5 × 192; several products are added. */
export function productText(products: readonly Product[]): string {
  return products.map(({ factors }) => factors.map(({ value }) => value).join(' × ')).join(' + ');
}
