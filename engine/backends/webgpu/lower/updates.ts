import type { AdamStepAttrs } from '../../../ops/adam-step.ts';
import type { RmspropStepAttrs } from '../../../ops/rmsprop-step.ts';
import type { SgdStepAttrs } from '../../../ops/sgd-step.ts';
import type { Tensor } from '../expression.ts';
import { float } from '../wgsl/text.ts';
import type { Lowering } from './lowering.ts';

/** Weight, the two tensors that a gamma's gradient is a formula over, clipping's factor, two moments, scalars: eight with what says whether to write. */
const MOST_BINDINGS = 7;

/** g, or g + weightDecay · w. */
const decayed = (g: string, w: string, decay: number): string => (decay === 0 ? g : `(${g} + ${float(decay)} * ${w})`);

/** All formulas: the step's last kernels write weights and moments in place, together. */
export const sgdStep: Lowering<SgdStepAttrs> = (
  e,
  { attrs: { momentum, nesterov, weightDecay }, inputs, outputs: [y] },
) => {
  const apply = (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor =>
    e.apply('f32', y!.dims, args, formula, { most: MOST_BINDINGS });
  const rate = inputs.at(-1)!;
  if (momentum === 0) {
    const [w, g] = inputs;
    return [apply([w!, g!, rate], (a, b, r) => `${a} - ${r} * ${decayed(b, a, weightDecay)}`)];
  }
  const [w, g, m] = inputs as readonly [Tensor, Tensor, Tensor];
  const next = (a: string, b: string, c: string): string => `${float(momentum)} * ${c} + ${decayed(b, a, weightDecay)}`;
  const moment = apply([w, g, m], next);
  const weight = nesterov
    ? apply(
        [w, g, moment, rate],
        (a, b, n, r) => `${a} - ${r} * (${decayed(b, a, weightDecay)} + ${float(momentum)} * ${n})`,
      )
    : apply([w, moment, rate], (a, n, r) => `${a} - ${r} * ${n}`);
  return [weight, moment];
};

/** 1 − βᵗ = −(e^(t·ln β) − 1), by a series where t · ln β is small: 1 − 0.999 loses three digits in f32 otherwise. */
function correction(beta: number, t: string): string {
  const z = `(${t} * ${float(Math.log(beta))})`;
  const series = `(-${z} * (1.0 + ${z} * (0.5 + ${z} * (0.16666667 + ${z} * (0.041666668 + ${z} * 0.008333334)))))`;
  return `select(1.0 - exp(${z}), ${series}, ${z} > -0.3)`;
}

export const adamStep: Lowering<AdamStepAttrs> = (e, { attrs, inputs, outputs: [y] }) => {
  const { beta1, beta2, epsilon, weightDecay, decoupled } = attrs;
  const [w, g, m, v, rate, step] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  const direction = (a: string, b: string): string => (decoupled ? b : decayed(b, a, weightDecay));
  const first = e.apply(
    'f32',
    y!.dims,
    [w, g, m],
    (a, b, c) => `${float(beta1)} * ${c} + ${float(1 - beta1)} * ${direction(a, b)}`,
  );
  const second = e.apply('f32', y!.dims, [w, g, v], (a, b, c) => {
    const d = direction(a, b);
    return `${float(beta2)} * ${c} + ${float(1 - beta2)} * (${d} * ${d})`;
  });
  const scalar = (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor =>
    e.apply('f32', [], args, formula);
  const kept = decoupled && weightDecay !== 0;
  const scalars = e.scalars(
    scalar([step, rate], (t, r) => `${r} / ${correction(beta1, `(F(${t}) + F(1))`)}`),
    scalar([step], (t) => `sqrt(${correction(beta2, `(F(${t}) + F(1))`)})`),
    ...(kept ? [scalar([rate], (r) => `F(1) - ${r} * ${float(weightDecay)}`)] : []),
  );
  const weight = e.apply(
    'f32',
    y!.dims,
    [w, first, second, ...scalars],
    (a, p, q, size, root, share) =>
      `${share ? `${share} * ${a}` : a} - ${size} * ${p} / (sqrt(${q}) / ${root} + ${float(epsilon)})`,
    { most: MOST_BINDINGS },
  );
  return [weight, first, second];
};

export const rmspropStep: Lowering<RmspropStepAttrs> = (e, { attrs, inputs, outputs: [y] }) => {
  const { alpha, epsilon, weightDecay, momentum } = attrs;
  const [w, g, v] = inputs as readonly [Tensor, Tensor, Tensor];
  const rate = inputs.at(-1)!;
  const second = e.apply('f32', y!.dims, [w, g, v], (a, b, c) => {
    const d = decayed(b, a, weightDecay);
    return `${float(alpha)} * ${c} + ${float(1 - alpha)} * (${d} * ${d})`;
  });
  const direction = e.apply(
    'f32',
    y!.dims,
    [w, g, second],
    (a, b, q) => `${decayed(b, a, weightDecay)} / (sqrt(${q}) + ${float(epsilon)})`,
    { most: MOST_BINDINGS },
  );
  const apply = (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor =>
    e.apply('f32', y!.dims, args, formula, { most: MOST_BINDINGS });
  if (momentum === 0) return [apply([w, direction, rate], (a, d, r) => `${a} - ${r} * ${d}`), second];
  const buffer = apply([inputs[3]!, direction], (b, d) => `${float(momentum)} * ${b} + ${d}`);
  return [apply([w, buffer, rate], (a, d, r) => `${a} - ${r} * ${d}`), second, buffer];
};
