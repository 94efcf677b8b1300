import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { type Expression, sideBySide, storageOf, type Tensor } from '../expression.ts';
import { gradientSumsKernel } from '../kernels/gradient-sums.ts';
import { float } from '../wgsl/text.ts';
import { allButChannels, alongChannels, lineKey, lineOf, perChannel } from './batch-norm.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/** By where dy and x lie. */
function partsKey(e: Emitter, dy: Tensor, { expression: x }: Tensor): string {
  return x.kind === 'load' ? `sums of ${e.stored(dy).id} with ${x.storage.id} ${x.offset}` : '';
}

const vectorOf =
  (e: Emitter, dims: readonly number[]) =>
  (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor =>
    e.apply('f32', dims, args, formula);

/**
 * Stores dy, which a convolution's kernel is about to compute; that leaves, of each of its tiles, the sums that the norm's gradient asks for, Σ dy and Σ dy · (x − mean), if it can: then they cost
 * no pass over both.
 */
export function storeWithSums(
  e: Emitter,
  { epsilon }: BatchNormAttrs,
  dy: Tensor,
  [x, gamma, , variance]: readonly Tensor[],
): void {
  const [input, line] = [e.latest(x!), e.shared.get(lineKey(e, epsilon, gamma!, variance!))];
  if (input.expression.kind !== 'load' || !line) return;
  const centre = alongChannels(e, line[1]!, input.dims.length).expression;
  const args = [input.expression, centre];
  const factor: Expression = { kind: 'apply', dtype: 'f32', args, formula: (a, mu) => `${a} - ${mu}` };
  const left: Tensor[] = [];
  e.stored(dy, { factor, leave: (parts) => left.push(parts) });
  if (left.length > 0) e.shared.set(partsKey(e, dy, input), left);
}

/** Σ dy, Σ dy · (x − mean), k2 and k3 of each channel. */
type Numbers = readonly [Tensor, Tensor, Tensor, Tensor];

/** From what the kernel that has made dy has left. */
function joined(e: Emitter, parts: Tensor, [k1]: readonly Tensor[]): Numbers {
  const dims = k1!.dims;
  const [sum, product] = [e.tensor('f32', dims), e.tensor('f32', dims)];
  const slants = e.storage(2 * count(dims));
  const made = { sum: sum.storage, product: product.storage, slants };
  const sums = { channels: count(dims), line: e.stored(k1!), made };
  e.launch(gradientSumsKernel(e.stored(parts), sums), count(parts.dims));
  return [sum, product, ...sideBySide(slants, dims, 2)] as unknown as Numbers;
}

/** By a pass over both. A dy that is still a formula (the ReLU's mask) is computed here and by dx: that reads one tensor more than it saves in writing and reading it. */
function summed(e: Emitter, dy: Tensor, x: Tensor, line: readonly Tensor[]): Numbers {
  const [k1, centre, precision, share] = line as readonly [Tensor, Tensor, Tensor, Tensor];
  const { dims } = x;
  const vector = vectorOf(e, k1.dims);
  const args = [dy, x, alongChannels(e, centre, dims.length)];
  const centred = e.apply('f32', dims, args, (d, a, mu) => `${d} * (${a} - ${mu})`);
  const sums = [
    { tensor: dy, scale: 1 },
    { tensor: centred, scale: 1 },
  ];
  return e.sum(dims, allButChannels(dims.length), sums, (db, p) => {
    const slant = vector([share, precision, p], (k, r2, total) => `-${k} * ${r2} * ${total}`);
    const shift = vector([share, db, slant, centre], (k, d, kk, mu) => `-${k} * ${d} - ${kk} * ${mu}`);
    return [slant, shift];
  }) as Numbers;
}

/** Tensors that dx may be made from: dy's three, x, two of numbers a channel; with the result they are one less than every device takes. */
const MOST_BINDINGS = 7;

/**
 * dBeta = Σ dy and Σ dy · (x − mean) together, with two numbers a channel that follow from them; dx = k1 · dy + k2 · x + k3 is a formula, joined
 * to what comes next. With r = 1/√(variance + epsilon) and m elements a channel: dGamma = r · Σ dy · (x − mean), a formula too,
 * k1 = gamma · r as in forward, k2 = −k1 · r · dGamma / m, k3 = −k1 · dBeta / m − k2 · mean.
 */
export const batchNormTrainGradient: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [dy, x, gamma, mean, variance] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  const input = e.inMemory(x);
  const line =
    e.shared.get(lineKey(e, epsilon, gamma, variance)) ?? lineOf(e, epsilon, perChannel(x), [gamma, mean, variance]);
  const parts = storageOf(dy) && e.shared.get(partsKey(e, dy, input))?.[0];
  const [dBeta, products, k2, k3] = parts ? joined(e, parts, line) : summed(e, dy, input, line);
  const dGamma = vectorOf(e, gamma.dims)(
    [products, variance],
    (p, v) => `${p} * inverseSqrt(${v} + ${float(epsilon)})`,
  );
  const along = [line[0]!, k2, k3].map((k) => alongChannels(e, k, x.dims.length));
  const dx = e.apply('f32', x.dims, [dy, input, ...along], (d, a, p, q, r) => `${p} * ${d} + (${q} * ${a} + ${r})`, {
    most: MOST_BINDINGS,
  });
  return [dx, dGamma, dBeta];
};
