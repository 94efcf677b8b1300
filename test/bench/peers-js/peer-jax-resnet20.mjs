// jax-js peer: the convolutions of a CIFAR ResNet-20 alone, one after the other, forward and both gradients: node peer-jax-resnet20.mjs [webgpu|wasm]
import { polyfillGpu, median } from './common.mjs';
const dev = process.argv[2] ?? 'webgpu';
polyfillGpu();
const jax = await import('@jax-js/jax');
const { numpy: np, lax, jit, grad, init, defaultDevice } = jax;
await init();
defaultDevice(dev);
const N = +(process.env.N ?? 8), reps = +(process.env.REPS ?? 5);
const layers = [[3, 16, 1], ...Array(6).fill([16, 16, 1]), [16, 32, 2], ...Array(5).fill([32, 32, 1]), [32, 64, 2], ...Array(5).fill([64, 64, 1])];
const random = (...dims) => np.array(Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => (Math.random() - 0.5) / 8)).reshape(dims);
const x = random(N, 3, 32, 32), g = random(N, 64, 8, 8), ws = layers.map(([c, k]) => random(k, c, 3, 3));
const loss = (...a) => {
  const [x, g] = a.slice(layers.length);
  return layers.reduce((x, [, , s], i) => lax.convGeneralDilated(x, a[i], [s, s], 'SAME'), x).mul(g).sum();
};
const step = jit(grad(loss, { argnums: layers.map((_, i) => i) }));
const t = [];
for (let i = 0; i < reps + 2; i++) {
  const t0 = performance.now();
  const gradients = step(...ws.map((w) => w.ref), x.ref, g.ref);
  await Promise.all(gradients.map((d) => d.data()));
  if (i >= 2) t.push(performance.now() - t0);
}
console.log(JSON.stringify({ peer: `jax-js ${dev}`, ms: { step: +median(t).toFixed(2) } }));
process.exit(0);
