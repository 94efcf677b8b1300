import type { Network } from '../design/network.ts';
import { bytesOf, elements } from '../ir/types.ts';
import type { Analysis, AnalyzedNode, Totals } from './analysis.ts';
import { Pass } from './pass.ts';
import { reach } from './reach.ts';
import { structureProblems } from './structure.ts';
import { wire } from './wiring.ts';

/** Types, costs, fields and problems of every node. Never throws, whatever the network: mistakes are in `problems`. Linear in nodes and wires. */
export function analyze(network: Network): Analysis {
  const wiring = wire(network);
  const { inference, training } = reach(wiring);
  const pass = new Pass(network.nodes.length);
  const nodes: AnalyzedNode[] = [];
  const byPath = new Map<string, AnalyzedNode>();
  for (const i of wiring.order) {
    const reaches = { inference: inference[i]!, training: training[i]! };
    const analyzed = pass.node(i, network.nodes[i]!, wiring.layers[i]!, wiring.sources[i]!, reaches);
    nodes.push(analyzed);
    if (!byPath.has(analyzed.node.path)) byPath.set(analyzed.node.path, analyzed);
  }
  return {
    network,
    nodes,
    byPath,
    totals: sum(nodes, 'inference'),
    training: sum(nodes, 'training'),
    problems: [...structureProblems(wiring, training), ...pass.problems],
  };
}

function sum(nodes: readonly AnalyzedNode[], which: 'inference' | 'training'): Totals {
  let params = 0;
  let multiplies = 0;
  let activationBytes = 0;
  for (const node of nodes) {
    if (!node[which]) continue;
    params += node.parameters;
    multiplies += node.multiplies;
    if (node.type) activationBytes += elements(node.type) * bytesOf[node.type.dtype];
  }
  return { params, multiplies, activationBytes };
}
