import type { OnnxModel, OnnxNode } from './wire/model.ts';

/**
 * A product and the Add of its bias as one Gemm with three inputs, as other exporters write a dense layer: readers find
 * one node a layer, and it is rounded as theirs. `Y = A · Bᵀ + C`, where C is of one number a unit.
 */
export function biasInGemm<M extends OnnxModel>(model: M): M {
  const vectors = new Set(model.initializers.filter(({ dims }) => dims.length === 1).map(({ name }) => name));
  const reads = new Map<string, number>();
  const count = (name: string): unknown => reads.set(name, (reads.get(name) ?? 0) + 1);
  for (const { inputs } of model.nodes) inputs.forEach(count);
  for (const { name } of model.outputs) count(name);
  const products = new Map<string, OnnxNode>();
  for (const node of model.nodes) {
    const [output = ''] = node.outputs;
    if (node.type === 'Gemm' && node.inputs.length === 2 && reads.get(output) === 1) products.set(output, node);
  }
  const merged = new Set<OnnxNode>();
  const sums = new Map<OnnxNode, OnnxNode>();
  for (const node of model.nodes) {
    const [a = '', b = ''] = node.inputs;
    const product = products.get(a);
    if (node.type !== 'Add' || !product || !vectors.has(b)) continue;
    merged.add(product);
    sums.set(node, { ...product, name: node.name, inputs: [...product.inputs, b], outputs: node.outputs });
  }
  return { ...model, nodes: model.nodes.flatMap((node) => (merged.has(node) ? [] : [sums.get(node) ?? node])) };
}
