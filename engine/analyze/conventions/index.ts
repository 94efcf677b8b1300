import type { Analysis } from '../analysis.ts';
import type { Convention } from './convention.ts';
import { flops } from './flops.ts';
import { fvcore } from './fvcore.ts';
import { multiplies } from './multiplies.ts';
import { ptflops } from './ptflops.ts';
import { thop } from './thop.ts';
import { torchinfo } from './torchinfo.ts';

/** Ways to count operations; the first is the default. */
export const conventions = { multiplies, flops, fvcore, ptflops, thop, torchinfo } as const satisfies Record<
  string,
  Convention
>;

export type ConventionName = keyof typeof conventions;

export function isConvention(name: string): name is ConventionName {
  return Object.hasOwn(conventions, name);
}

/** Total of the inference network, as the tool of that name prints it. */
export function countBy(convention: ConventionName, { nodes }: Analysis, batch = 1): number {
  const { count } = conventions[convention];
  return nodes.reduce((sum, node) => (node.inference ? sum + count(node, batch) : sum), 0);
}
