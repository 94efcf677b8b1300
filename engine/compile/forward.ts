import type { Analysis, AnalyzedNode } from '../analyze/analysis.ts';
import type { Builder } from '../ir/builder.ts';
import type { Initial, Value } from '../ir/graph.ts';
import { type Dim, f32, i64, type TensorType, u32 } from '../ir/types.ts';

export interface ForwardOptions {
  readonly mode: 'train' | 'infer';
  /** A number while a step is compiled; `N` stays symbolic in an exported model. */
  readonly batch: Dim;
  readonly labelSmoothing: number;
  /** Last word on how a weight starts (the run's initialiser). */
  initial(path: string, weight: string, byLayer: Initial): Initial;
}

/**
 * Emits every node that leads to a head, in topological order; inference leaves auxiliary heads out. The design must be
 * free of errors.
 */
export function emitNetwork(builder: Builder, analysis: Analysis, options: ForwardOptions): void {
  for (const node of analysis.nodes) {
    if (!(options.mode === 'infer' ? node.inference : node.training)) continue;
    const { path } = node.node;
    builder.at({ path, phase: 'forward' }, () => builder.nodeValues.set(path, emitNode(builder, node, options)));
  }
}

function emitNode(builder: Builder, node: AnalyzedNode, options: ForwardOptions): Value {
  const { layer, site, type } = node;
  const { path } = node.node;
  if (!layer || !site || !type) throw new Error(`${path} has problems: compile only what analyze accepted`);
  const concrete = (t: TensorType): TensorType => ({ ...t, dims: t.dims.map((d) => (d === 'N' ? options.batch : d)) });

  if (layer.kind === 'input') builder.input('images', concrete(type));
  const weights: Record<string, Value> = {};
  for (const [name, spec] of Object.entries(node.weights)) {
    weights[name] = builder.state(`${path}.${name}`, f32(...spec.dims), {
      initial: options.initial(path, name, spec.initial),
      role: spec.role,
      decays: spec.decays,
    });
  }
  const values: Record<string, readonly Value[]> = {};
  for (const [port, sources] of Object.entries(node.node.inputs)) {
    values[port] = sources.map((source) => {
      const value = source === null ? undefined : builder.nodeValues.get(source);
      if (!value) throw new Error(`${path}.${port} reads ${source}, which was not emitted before it`);
      return value;
    });
  }
  const inputs = Object.fromEntries(Object.entries(site.inputs).map(([port, types]) => [port, types.map(concrete)]));
  return layer.emit(
    {
      builder,
      mode: options.mode,
      values,
      weights,
      assign: (weight, value) => builder.assign(`${path}.${weight}`, value),
      labels: () => builder.input('labels', i64(options.batch)),
      seed: () => builder.input('seed', u32()),
      step: () => builder.input('step', u32()),
      labelSmoothing: options.labelSmoothing,
    },
    { ...site, inputs },
  );
}
