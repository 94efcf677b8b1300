import type { ForeignModel } from '../foreign.ts';
import { inOrder } from '../read/order.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid } from './hard-sigmoid.ts';
import { hardSwish } from './hard-swish.ts';
import { layerNorm } from './layer-norm.ts';
import { localResponseNorm } from './local-response-norm.ts';
import { mish } from './mish.ts';
import { type Rewrite, Upwards } from './pattern.ts';
import { relu6 } from './relu6.ts';
import { silu } from './silu.ts';
import { softplus } from './softplus.ts';

/** In this order: what a later one matches, an earlier one may have made. */
const rewrites: readonly Rewrite[] = [
  silu,
  gelu,
  softplus,
  mish,
  relu6,
  hardSwish,
  hardSigmoid,
  hardSwish,
  localResponseNorm,
  layerNorm,
];

/** The model with each idiom of several nodes as the one operator that it means. */
export function withIdioms(model: ForeignModel): ForeignModel {
  const outputs = model.outputs.map(({ name }) => name);
  let { nodes } = model;
  for (const rewrite of rewrites) {
    const upwards = new Upwards(nodes, model.constants);
    nodes = inOrder(
      nodes.map((node) => rewrite(node, upwards) ?? node),
      outputs,
    );
  }
  return { ...model, nodes };
}
