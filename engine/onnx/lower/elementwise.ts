import type { Attributes } from '../wire/model.ts';
import type { Lowering } from './lowering.ts';

/** An op that is one ONNX operator over all its inputs. */
const direct =
  <A>(type: string, attributes: (attrs: A) => Attributes = () => ({})): Lowering<A> =>
  (e, { attrs, inputs }) => [
    e.node(
      type,
      inputs.map((x) => x.name),
      attributes(attrs),
    ),
  ];

export { direct };

export const neg = direct('Neg');
export const exp = direct('Exp');
export const log = direct('Log');
export const sqrt = direct('Sqrt');
export const reciprocal = direct('Reciprocal');
export const abs = direct('Abs');
export const add = direct('Add');
export const sub = direct('Sub');
export const mul = direct('Mul');
export const div = direct('Div');
export const maximum = direct('Max');
export const minimum = direct('Min');
export const greater = direct('Greater');
export const equal = direct('Equal');
export const and = direct('And');
export const where = direct('Where');

export const square: Lowering<unknown> = (e, { inputs: [x] }) => [e.node('Mul', [x!.name, x!.name])];

/** |x| ≤ the largest finite float; NaN compares false. */
export const isFinite: Lowering<unknown> = (e, { inputs: [x] }) => [
  e.node('LessOrEqual', [e.node('Abs', [x!.name]), e.scalar(3.4028234663852886e38)]),
];
