import type { ProblemCode } from '../../base/catalogue/index.ts';
import { type Problem, ProblemError, problem, type Scalar } from '../../base/diagnostics.ts';
import { type ForeignNode, nodeName } from '../foreign.ts';

/** Why a node cannot be drawn as a layer. */
export function refusal(
  node: ForeignNode,
  code: ProblemCode,
  values: Readonly<Record<string, Scalar>> = {},
): ProblemError {
  return new ProblemError([refused(node, code, values)]);
}

export function refused(node: ForeignNode, code: ProblemCode, values: Readonly<Record<string, Scalar>> = {}): Problem {
  const name = nodeName(node);
  return problem(code, name, { node: name, op: node.op, ...values });
}
