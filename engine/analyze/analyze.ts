import { limited } from '../base/problem-list.ts';
import type { Network } from '../design/network.ts';
import type { Analysis, AnalyzedNode, Totals } from './analysis.ts';
import { totalProblems } from './counts.ts';
import { Pass } from './pass.ts';
import { reach } from './reach.ts';
import { structureProblems } from './structure.ts';
import { sameWires, wire } from './wiring.ts';

/**
 * Types, costs, fields and problems of every node. Never throws, whatever the network: mistakes are in `problems`, a
 * hundred at most. Linear in nodes and wires. What an edit left as it was in `before` is taken from there, node by
 * node, the same object.
 */
export function analyze(network: Network, before: Analysis | null = null): Analysis {
  const same = before && sameWires(before.network, network) ? before : null;
  const wiring = same ? { ...same.wiring, network } : wire(network);
  const reached = same?.reach ?? reach(wiring);
  const pass = new Pass(wiring, reached);
  const nodes: AnalyzedNode[] = [];
  const byPath = new Map<string, AnalyzedNode>();
  const totals = { params: 0, multiplies: 0, activationBytes: 0 };
  const training = { ...totals };
  for (let at = 0; at < wiring.order.length; at++) {
    const index = wiring.order[at]!;
    const node = pass.node(index, same?.nodes[at]);
    nodes.push(node);
    // Of two nodes at one path the wires mean the first in the network.
    if (wiring.indexOf.get(node.node.path) === index) byPath.set(node.node.path, node);
    if (node.inference) add(totals, node, pass.bytes(index));
    if (node.training) add(training, node, pass.bytes(index));
  }
  const structure = same?.structure ?? structureProblems(wiring, reached);
  const problems = limited([...structure, ...pass.problems.all(), ...totalProblems(training)]);
  return { network, wiring, reach: reached, structure, nodes, byPath, totals, training, problems };
}

type Sums = { -readonly [K in keyof Totals]: Totals[K] };

function add(sums: Sums, { parameters, multiplies }: AnalyzedNode, bytes: number): void {
  sums.params += parameters;
  sums.multiplies += multiplies;
  sums.activationBytes += bytes;
}
