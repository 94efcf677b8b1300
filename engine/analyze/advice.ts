import { en } from '../base/catalogue/en/index.ts';
import { fill, type Language } from '../base/catalogue/index.ts';
import type { Fix, Scalar } from '../base/diagnostics.ts';
import { grouped, percent } from '../base/format.ts';
import { mapOf } from '../layers/feature-map.ts';
import type { Advice, Analysis, AnalyzedNode } from './analysis.ts';
import { multipliesIn } from './infer.ts';
import { sourcePaths } from './tensors.ts';

/** Savings below this share of the whole network are not worth a word. */
const LEAST_SHARE = 0.05;
/** Nor are those below this share of the convolution itself, */
const LEAST_OF_LAYER = 0.25;
/** or where fewer channels than these come in: an image has none to spare. */
const LEAST_CHANNELS = 16;

/**
 * What would make the design cheaper or complete: the bottleneck that saves most, pools that dominate their concat,
 * adds that lack a projection.
 */
export function advise(analysis: Analysis): readonly Advice[] {
  const above = aboveIn(analysis.byPath);
  let best = null as Bottleneck | null;
  for (const node of analysis.nodes) {
    if (node.inference) best = bottleneck(above, node, best?.saved ?? 0) ?? best;
  }
  const share = best ? best.saved / analysis.totals.multiplies : 0;
  return [
    ...(best && share >= LEAST_SHARE ? [bottleneckAdvice(best, share)] : []),
    ...analysis.nodes.flatMap((node) => (node.node.kind === 'concat' ? poolDominates(analysis, above, node) : [])),
    ...analysis.problems.flatMap((found) => (found.code === 'add.shapes' ? projection(analysis, found) : [])),
  ];
}

/** The text of an advice; numbers are grouped by thousands. */
export function describeAdvice(advice: Advice, language?: Language): string {
  const values: Record<string, Scalar> = {};
  for (const [name, value] of Object.entries(advice.values)) {
    values[name] = typeof value === 'number' ? (name === 'saved' ? percent(value) : grouped(value)) : value;
  }
  const key = `advice.${advice.code}` as const;
  return fill(language?.texts[key] ?? en.texts[key], values);
}

interface Bottleneck {
  readonly node: string;
  readonly filters: number;
  readonly before: number;
  readonly reduce: number;
  readonly kernel: number;
  readonly saved: number;
}

/**
 * A k × k convolution over C channels costs H'·W'·F·k²·C; behind a 1 × 1 that leaves M = ⌈min(C, F) / 2⌉ channels,
 * H·W·M·C + H'·W'·F·k²·M (Szegedy et al. 2014; the course's 5 × 5 over 192 channels with 32 filters takes M = 16). Null
 * where that saves too little or no more than `atLeast`, or where the convolution stands behind a 1 × 1 already.
 */
function bottleneck(above: Above, at: AnalyzedNode, atLeast: number): Bottleneck | null {
  const { node, site, type, multiplies: before, params } = at;
  if (node.kind !== 'conv2d' || before === 0) return null;
  const from = mapOf(site?.inputs['in']?.[0] ?? { dtype: 'f32', dims: [] });
  const to = type && mapOf(type);
  if (!from || !to || params?.['groups'] !== 1) return null;
  const [rows, columns] = params['kernel'] as readonly [number, number];
  if (rows * columns === 1 || from.channels < LEAST_CHANNELS) return null;
  const filters = Math.ceil(Math.min(from.channels, to.channels) / 2);
  const reduce = from.size[0] * from.size[1] * filters * from.channels;
  const kernel = to.size[0] * to.size[1] * to.channels * rows * columns * filters;
  const saved = before - reduce - kernel;
  if (saved < LEAST_OF_LAYER * before || saved <= atLeast || isOneByOne(above(at))) return null;
  return { node: node.path, filters, before, reduce, kernel, saved };
}

function bottleneckAdvice({ node, filters, before, reduce, kernel }: Bottleneck, saved: number): Advice {
  const params = { filters, kernel: 1 };
  const fix: Fix = {
    code: 'bottleneck.insert',
    values: { filters },
    actions: [{ do: 'insertBefore', node, port: 'in', index: 0, kind: 'conv2d', params }],
  };
  const values = { filters, before, reduce, kernel, after: reduce + kernel, saved };
  return { code: 'bottleneck', node, values, fixes: [fix] };
}

/**
 * Finds the nearest node above with weights of its own or a pool, past norms and activations; null where there is none.
 */
type Above = (from: AnalyzedNode) => AnalyzedNode | null;

/** Each node that is passed is passed once, however many ask. */
function aboveIn(byPath: Analysis['byPath']): Above {
  const known = new Map<AnalyzedNode, AnalyzedNode | null>();
  const source = (node: AnalyzedNode) => byPath.get(sourcePaths(node)[0] ?? '');
  return (from) => {
    const passed = new Set<AnalyzedNode>();
    let at = source(from);
    while (at && isPassed(at) && !known.has(at) && !passed.has(at)) {
      passed.add(at);
      at = source(at);
    }
    const found = !at || passed.has(at) ? null : (known.get(at) ?? (isPassed(at) ? null : at));
    for (const node of passed) known.set(node, found);
    return found;
  };
}

const isPassed = ({ layer, node }: AnalyzedNode): boolean =>
  layer?.category === 'activation' || layer?.category === 'normalization' || node.kind === 'dropout';

function isOneByOne(at: AnalyzedNode | null): boolean {
  const kernel = at?.node.kind === 'conv2d' ? at.params?.['kernel'] : undefined;
  return Array.isArray(kernel) && kernel.every((side) => side === 1);
}

/** A branch that ends in a pool and brings more channels than any other one. */
function poolDominates({ byPath }: Analysis, above: Above, concat: AnalyzedNode): readonly Advice[] {
  const types = concat.site?.inputs['in'] ?? [];
  const channels = types.map((type) => Number(type.dims[1]));
  const most = channels.reduce((a, b) => Math.max(a, b), 0);
  const index = channels.indexOf(most);
  const branch = byPath.get(sourcePaths(concat)[index] ?? '');
  const others = channels.filter((_, i) => i !== index);
  if (!branch || others.length < 2 || others.includes(most) || !endsInPool(above, branch)) return [];
  const filters = others.reduce((a, b) => Math.min(a, b), most);
  const total = channels.reduce((sum, n) => sum + n, 0);
  const { path } = concat.node;
  const fix: Fix = {
    code: 'reduce.insert',
    values: { filters },
    actions: [{ do: 'insertBefore', node: path, port: 'in', index, kind: 'conv2d', params: { filters, kernel: 1 } }],
  };
  return [{ code: 'poolDominatesConcat', node: path, values: { channels: most, total, filters }, fixes: [fix] }];
}

function endsInPool(above: Above, branch: AnalyzedNode): boolean {
  const isPool = ({ node }: AnalyzedNode) => node.kind === 'maxPool' || node.kind === 'averagePool';
  if (isPool(branch)) return true;
  const passes = branch.layer?.category === 'activation' || branch.layer?.category === 'normalization';
  const found = passes ? above(branch) : null;
  return found !== null && isPool(found);
}

/** What the projection that mends an add costs: 1 × 1 convolution without bias, and batch norm. */
function projection({ byPath }: Analysis, { node, values, fixes }: Analysis['problems'][number]): readonly Advice[] {
  const fix = fixes.find((f) => f.code === 'shortcut.insert');
  const inputs = byPath.get(node)?.site?.inputs['in'] ?? [];
  const [from, to] = [values['input'], values['other']].map((i) =>
    mapOf(inputs[Number(i) - 1] ?? { dtype: 'f32', dims: [] }),
  );
  if (!fix || !from || !to) return [];
  const factors = [...to.size, to.channels, from.channels].map((value) => ({ name: '', value }));
  const params = from.channels * to.channels + 2 * to.channels;
  const cost = { ...fix.values, multiplies: multipliesIn([{ factors }]), params };
  return [{ code: 'needsProjection', node, values: cost, fixes: [fix] }];
}
