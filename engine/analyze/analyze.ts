import type { Network } from '../design/network.ts';
import type { Analysis, AnalyzedNode, Totals } from './analysis.ts';
import { Pass } from './pass.ts';
import { reach } from './reach.ts';
import { withSizeFixes } from './size-fixes.ts';
import { structureProblems } from './structure.ts';
import { wire } from './wiring.ts';

/** Types, costs, fields and problems of every node. Never throws, whatever the network: mistakes are in `problems`. Linear in nodes and wires. */
export function analyze(network: Network): Analysis {
  const wiring = wire(network);
  const reached = reach(wiring);
  const pass = new Pass(wiring, reached);
  const nodes: AnalyzedNode[] = [];
  const byPath = new Map<string, AnalyzedNode>();
  const totals = { params: 0, multiplies: 0, activationBytes: 0 };
  const training = { ...totals };
  for (let at = 0; at < wiring.order.length; at++) {
    const index = wiring.order[at]!;
    const node = pass.node(index);
    nodes.push(node);
    // Of two nodes at one path the wires mean the first in the network.
    if (wiring.indexOf.get(node.node.path) === index) byPath.set(node.node.path, node);
    if (node.inference) add(totals, node, pass.bytes(index));
    if (node.training) add(training, node, pass.bytes(index));
  }
  const local = pass.problems.map((found) => withSizeFixes(found, byPath));
  const problems = [...structureProblems(wiring, reached), ...local];
  return { network, nodes, byPath, totals, training, problems };
}

type Sums = { -readonly [K in keyof Totals]: Totals[K] };

function add(sums: Sums, { parameters, multiplies }: AnalyzedNode, bytes: number): void {
  sums.params += parameters;
  sums.multiplies += multiplies;
  sums.activationBytes += bytes;
}
