import type { TensorType } from '../ir/types.ts';
import { isProblem } from '../layers/feature-map.ts';
import { layerOf } from '../layers/index.ts';
import type { RawParams } from '../layers/layer.ts';
import { readParams } from '../layers/params.ts';
import type { Item, Source } from './fragment.ts';

/** What comes out of a layer; null where that is not known. */
export type FlowType = TensorType | null;

/** Whether the same is known of both. */
export const sameType = (a: FlowType, b: FlowType): boolean =>
  a === b || (a !== null && b !== null && a.dtype === b.dtype && a.dims.join() === b.dims.join());

/** What flows through a definition: types by a layer's path in it, and by a port's name. */
export interface Flow {
  readonly nodes: Map<string, FlowType>;
  readonly port: (name: string) => FlowType;
}

/** Counts work, and is false when there is none left to spend. */
export type Step = (work: number) => boolean;

/** What a wire carries. */
export function typeAt(flow: Flow, source: Source): FlowType {
  if (source === null) return null;
  return source.from === 'port' ? flow.port(source.name) : (flow.nodes.get(source.name) ?? null);
}

/**
 * Lets types flow through one item and all that is inside it; what feeds it has been seen before, else nothing is known
 * of it. `step` counts the work that a layer takes.
 */
export function flowThrough(flow: Flow, item: Item, step: Step): void {
  const { path } = item;
  if (item.is === 'layer') {
    const inputs: Record<string, readonly FlowType[]> = {};
    let work = 0;
    for (const port in item.inputs) {
      inputs[port] = item.inputs[port]!.map((source) => typeAt(flow, source));
      work += inputs[port].length;
    }
    for (const value of Object.values(item.params)) work += typeof value === 'object' ? value.length : 1;
    flow.nodes.set(path, step(work) ? outputOf(item.kind, item.params, inputs) : null);
    return;
  }
  const inside: Flow = {
    nodes: new Map(),
    port: (name) => (Object.hasOwn(item.ports, name) ? typeAt(flow, item.ports[name]!) : null),
  };
  for (const inner of item.fragment.items) flowThrough(inside, inner, step);
  for (const [inner, type] of inside.nodes) flow.nodes.set(`${path}/${inner}`, type);
}

/**
 * The type that a layer makes, or will make once its problem is mended, as analysis has it; problems are analysis' to
 * report.
 */
function outputOf(kind: string, raw: RawParams, given: Readonly<Record<string, readonly FlowType[]>>): FlowType {
  const layer = layerOf(kind);
  const params = layer && readParams(layer.params, raw, '').params;
  if (!layer || !params) return null;
  const inputs: Record<string, readonly TensorType[]> = {};
  for (const { name, variadic } of layer.ports) {
    const entering = (given[name] ?? []).slice(0, variadic ? undefined : 1);
    const known = entering.filter((type) => type !== null);
    if (known.length === 0 || known.length < entering.length) return null;
    inputs[name] = known;
  }
  const site = { path: '', params, inputs };
  const type = layer.shape(site);
  return isProblem(type) ? (layer.assume?.(site) ?? null) : type;
}

export function firstOf(inputs: Readonly<Record<string, readonly Source[]>>, port: string): Source {
  return (Object.hasOwn(inputs, port) ? inputs[port]![0] : null) ?? null;
}
