import type { Value } from '../ir/graph.ts';
import type { OpDef } from '../ir/op.ts';
import { keeping } from './cost.ts';
import type { LayerDef, ParamSchema, Params } from './layer.ts';
import { oneInput, only } from './ports.ts';

interface Activation<S extends ParamSchema, A> {
  readonly kind: string;
  readonly title: string;
  readonly help: string;
  readonly params: S;
  /** Which tensor its derivative is computed from. */
  readonly keeps: 'input' | 'output';
  readonly op: OpDef<A>;
  attrs(params: Params<S>): A;
}

/** A layer that applies one function to each number. */
export function activation<S extends ParamSchema, A>(spec: Activation<S, A>): LayerDef<S, 'in', never> {
  const { kind, title, help, params, keeps, op } = spec;
  const cost = keeping(keeps);
  return {
    kind,
    title,
    category: 'activation',
    help,
    params,
    ports: oneInput,
    weights: () => ({}),
    shape: ({ inputs }) => only(inputs.in),
    cost: () => cost,
    window: () => 'pointwise',
    emit: ({ builder, values }, site): Value => builder.one(op, spec.attrs(site.params), only(values.in)),
  };
}
