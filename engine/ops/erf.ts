/**
 * The error function to about 1e-15. |x| < 3: erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms of one sign
 * (Abramowitz & Stegun 7.1.6). Beyond: erfc x = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) (7.1.14), evaluated
 * from its 60th level.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size >= 6) return Math.sign(x);
  const decay = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (size < 3) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 2 * decay * sum;
  }
  let tail = size;
  for (let level = 60; level > 0; level--) tail = size + level / 2 / tail;
  return Math.sign(x) * (1 - decay / tail);
}
