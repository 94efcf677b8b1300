import type { Problem } from '../../engine/base/diagnostics.ts';
import { Builder } from '../../engine/ir/builder.ts';
import type { Graph, Value } from '../../engine/ir/graph.ts';
import { type Dim, f32, i64, type TensorType, u32 } from '../../engine/ir/types.ts';
import { isProblem } from '../../engine/layers/feature-map.ts';
import { type LayerKind, layers } from '../../engine/layers/index.ts';
import type { Cost, LayerDef, ParamSchema, RawParams, Site, WeightSpec, Window } from '../../engine/layers/layer.ts';
import { readParams } from '../../engine/layers/params.ts';

export interface Placed {
  readonly layer: LayerDef;
  readonly site: Site<ParamSchema, string>;
  readonly out: TensorType;
  readonly weights: Readonly<Record<string, WeightSpec>>;
  readonly cost: Cost;
  readonly window: Window;
}

/** H × W × C, or a single number of features, as the type that travels. */
export function typeOf(...shape: readonly number[]): TensorType {
  const [rows, columns, channels] = shape;
  return shape.length === 1 ? f32('N', rows!) : f32('N', channels!, rows!, columns!);
}

function siteOf(kind: LayerKind, raw: RawParams, inputs: readonly TensorType[]): Site<ParamSchema, string> {
  const { params, problems } = readParams(layers[kind].params, raw, 'node');
  if (!params || problems.length > 0) throw new Error(`bad parameters: ${JSON.stringify(problems)}`);
  return { path: 'node', params, inputs: layers[kind].ports.length > 0 ? { in: inputs } : {} };
}

/** A layer that its shape rule accepts, at path `node`. */
export function place(kind: LayerKind, raw: RawParams = {}, ...inputs: readonly TensorType[]): Placed {
  const layer: LayerDef = layers[kind];
  const site = siteOf(kind, raw, inputs);
  const out = layer.shape(site);
  if (isProblem(out)) throw new Error(JSON.stringify(out));
  const weights = layer.weights(site) as Readonly<Record<string, WeightSpec>>;
  return { layer, site, out, weights, cost: layer.cost(site, out), window: layer.window(site) };
}

/** What the shape rule finds wrong. */
export function misplace(kind: LayerKind, raw: RawParams = {}, ...inputs: readonly TensorType[]): Problem {
  const layer: LayerDef = layers[kind];
  const found = layer.shape(siteOf(kind, raw, inputs));
  if (!isProblem(found)) throw new Error(`${kind} was accepted as ${JSON.stringify(found)}`);
  return found;
}

export interface Emitted {
  readonly builder: Builder;
  readonly graph: Graph;
  readonly value: Value;
}

/** A placed layer's ops: inputs are `in0`, `in1` …, weights `node.<weight>`, all at the given batch. */
export function emit(
  { layer, site, out, weights }: Placed,
  mode: 'train' | 'infer',
  batch: Dim = 2,
  labelSmoothing = 0,
  /** As states, inputs can be differentiated by. */
  inputs: 'fed' | 'states' = 'fed',
): Emitted {
  const builder = new Builder();
  const concrete = (type: TensorType): TensorType => ({ ...type, dims: type.dims.map((d) => (d === 'N' ? batch : d)) });
  if (layer.kind === 'input') builder.input('images', concrete(out));
  const types = (site.inputs['in'] ?? []).map(concrete);
  const given = { initial: { kind: 'constant', value: 0 }, role: 'weight', decays: false } as const;
  const values = {
    in: types.map((type, i) =>
      inputs === 'fed' ? builder.input(`in${i}`, type) : builder.state(`in${i}`, type, given),
    ),
  };
  const states = Object.entries(weights).map(([name, { dims, initial, role, decays }]) => {
    return [name, builder.state(`node.${name}`, f32(...dims), { initial, role, decays })] as const;
  });
  const value = layer.emit(
    {
      builder,
      mode,
      values,
      weights: Object.fromEntries(states),
      assign: (weight, next) => builder.assign(`node.${weight}`, next),
      labels: () => builder.input('labels', i64(batch)),
      seed: () => builder.input('seed', u32()),
      step: () => builder.input('step', u32()),
      labelSmoothing,
    },
    { ...site, inputs: layer.ports.length > 0 ? { in: types } : {} },
  );
  return { builder, graph: builder.build(), value };
}
