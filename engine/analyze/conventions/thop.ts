import type { AnalyzedNode } from '../analysis.ts';
import { type Convention, inputElements, multipliesAtOutputs, outputElements } from './convention.ts';

/** thop 0.1.1.post2209072238, thop/vision/basic_hooks.py and calc_func.py. */
export const thop: Convention = {
  title: 'thop',
  help: 'A multiply-add counts one, without bias; a batch norm 4 per number; average pools their output (a global one its input and its output); ReLU and max pool nothing. All times the batch, as thop 0.1.1.',
  count: (node, batch) => batch * (multipliesAtOutputs(node) + 4 * (node.cost?.normalized ?? 0) + pooled(node)),
};

/** `count_avgpool`: one per output. `count_adap_avgpool`: H·W additions and one division per output. */
function pooled(node: AnalyzedNode): number {
  if (node.node.kind === 'averagePool') return outputElements(node);
  return node.node.kind === 'globalAveragePool' ? inputElements(node) + outputElements(node) : 0;
}
