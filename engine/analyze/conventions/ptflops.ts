import type { AnalyzedNode } from '../analysis.ts';
import { type Convention, inputElements, multipliesAtOutputs } from './convention.ts';

/**
 * How often it counts each number that goes in: its hooks see the module, and its stand-ins for functions what the
 * module calls, so that most count twice. nn.LeakyReLU and nn.ReLU6 call functions that have no stand-in, nn.SiLU has
 * no hook; it passes over sigmoid, tanh and hard swish.
 */
const timesCounted: ReadonlyMap<string, number> = new Map([
  ['relu', 2],
  ['gelu', 2],
  ['leakyRelu', 1],
  ['relu6', 1],
  ['silu', 1],
]);
const POOL_TIMES = 2;

/**
 * ptflops 0.7.5, its pytorch backend (the default): `MODULES_MAPPING` and `FUNCTIONAL_MAPPING` of
 * ptflops/pytorch_ops.py.
 */
export const ptflops: Convention = {
  title: 'ptflops',
  help: 'A multiply-add counts one, a bias one per output; a batch norm 2 per number; pools and ReLUs their input twice, as ptflops 0.7.5 does by default.',
  count: (node) => {
    const { cost } = node;
    const passes = timesOf(node) * inputElements(node);
    return multipliesAtOutputs(node) + (cost?.biasAdds ?? 0) + 2 * (cost?.normalized ?? 0) + passes;
  },
};

function timesOf({ layer, node }: AnalyzedNode): number {
  return layer?.category === 'pooling' ? POOL_TIMES : (timesCounted.get(node.kind) ?? 0);
}
