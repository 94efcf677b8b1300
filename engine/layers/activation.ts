import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import type { OpDef } from '../ir/op.ts';
import { keeping } from './cost.ts';
import type { LayerDef, ParamSchema, Params } from './layer.ts';
import { oneInput, only } from './ports.ts';

interface Described<S extends ParamSchema> {
  readonly kind: string;
  readonly idStem?: string;
  readonly title: string;
  readonly help: string;
  readonly params: S;
  /** Which tensor its derivative is computed from. */
  readonly keeps: 'input' | 'output';
}

interface Activation<S extends ParamSchema, A> extends Described<S> {
  readonly op: OpDef<A>;
  attrs(params: Params<S>): A;
}

interface Composed<S extends ParamSchema> extends Described<S> {
  compose(builder: Builder, x: Value, params: Params<S>): Value;
}

/** A layer that applies one function to each number, which is an op of its own. */
export function activation<S extends ParamSchema, A>(spec: Activation<S, A>): LayerDef<S, 'in', never> {
  return composed({ ...spec, compose: (builder, x, params) => builder.one(spec.op, spec.attrs(params), x) });
}

/** The same, of a function that is put together from ops. */
export function composed<S extends ParamSchema>(spec: Composed<S>): LayerDef<S, 'in', never> {
  const { kind, title, idStem, help, params, keeps } = spec;
  const cost = keeping(keeps);
  return {
    kind,
    title,
    category: 'activation',
    ...(idStem !== undefined && { idStem }),
    help,
    params,
    ports: oneInput,
    weights: () => ({}),
    shape: ({ inputs }) => only(inputs.in),
    cost: () => cost,
    window: () => 'pointwise',
    emit: ({ builder, values }, site) => spec.compose(builder, only(values.in), site.params),
  };
}
