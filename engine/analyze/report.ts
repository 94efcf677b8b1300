import { describe, describeFix, type Language } from '../base/catalogue/index.ts';
import type { Fix, Problem } from '../base/diagnostics.ts';
import { shapeText } from '../layers/shape-text.ts';
import { advise, describeAdvice } from './advice.ts';
import type { Analysis, AnalyzedNode } from './analysis.ts';
import { type ConventionName, conventions, countBy } from './conventions/index.ts';
import { inferencePeak, trainingMemory } from './memory.ts';
import { productText } from './table.ts';
import { outputBytes } from './tensors.ts';
import { arithmeticIntensity, trafficBytes } from './traffic.ts';

export interface ReportOptions {
  readonly convention?: ConventionName;
  readonly batch?: number;
  /** 1 for SGD with momentum, 2 for Adam. */
  readonly momentsPerWeight?: number;
  readonly language?: Language;
  /** With those of reading and expanding the design; those of the analysis by default. */
  readonly problems?: readonly Problem[];
}

export type AnalysisReport = ReturnType<typeof reportAnalysis>;

/**
 * What `inspect --json` prints, plain data. `multiplies` is always the course's count; `operations` is by `convention`.
 * Bytes are predictions for `batch` images; `shape` is [C, H, W] or [features].
 */
export function reportAnalysis(analysis: Analysis, options: ReportOptions = {}) {
  const {
    convention = 'multiplies',
    batch = 1,
    momentsPerWeight = 1,
    language,
    problems = analysis.problems,
  } = options;
  const { totals, training } = analysis;
  const memory = trainingMemory(analysis, { batch, momentsPerWeight });
  const onGpu = trainingMemory(analysis, { batch, momentsPerWeight, device: 'gpu' });
  return {
    name: analysis.network.name,
    convention,
    batch,
    totals: {
      ...totals,
      operations: countBy(convention, analysis, batch),
      inferencePeak: inferencePeak(analysis, batch),
    },
    training: { ...training, bytes: memory.total, memory, onGpu },
    layers: analysis.nodes.map((node) => layerReport(node, convention, batch, totals.multiplies)),
    problems: problems.map((found) => problemReport(found, language)),
    advice: advise(analysis).map(({ code, node, values, fixes }) => {
      const message = describeAdvice({ code, node, values, fixes }, language);
      return { code, node, values, fixes: fixes.map((fix) => fixReport(fix, language)), message };
    }),
  };
}

function problemReport(found: Problem, language?: Language) {
  const fixes = found.fixes.map((fix) => fixReport(fix, language));
  return { ...found, message: describe(found, language), fixes };
}

function fixReport({ code, values, actions }: Fix, language?: Language) {
  return { code, values, actions, message: describeFix({ code, values, actions }, language) };
}

function layerReport(node: AnalyzedNode, convention: ConventionName, batch: number, total: number) {
  const { type, cost, weights } = node;
  return {
    path: node.node.path,
    kind: node.node.kind,
    shape: type && type.dims.filter((d) => d !== 'N'),
    size: type && shapeText(type),
    params: node.parameters,
    multiplies: node.multiplies,
    operations: conventions[convention].count(node, batch),
    factors: (cost?.multiplies ?? []).map(({ label, factors }) => (label ? { label, factors } : { factors })),
    product: productText(cost?.multiplies ?? []),
    share: node.inference && total > 0 ? node.multiplies / total : 0,
    receptiveField: node.receptiveField,
    weights: Object.fromEntries(Object.entries(weights).map(([name, { dims }]) => [name, dims])),
    outputBytes: batch * outputBytes(node),
    trafficBytes: trafficBytes(node, batch),
    arithmeticIntensity: arithmeticIntensity(node, batch),
    inference: node.inference,
    training: node.training,
  };
}
