import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './statistics.ts';

/** [N, C, H, W] to `filters`, square kernel, same padding, stride 1. */
export interface ConvolutionRow {
  readonly shape: string;
  /** Median over the rounds of forward and both gradients, readback included; null where a peer did not run. */
  readonly oursMs: number;
  readonly jaxMs: number | null;
  readonly tfjsMs: number | null;
  /** The better peer's time over ours. */
  readonly faster: number | null;
}

const shapes = [
  [8, 16, 32, 32, 16, 3],
  [4, 64, 16, 16, 64, 3],
  [2, 128, 8, 8, 128, 3],
  [4, 192, 14, 14, 64, 1],
] as const;

/** What a timing script prints. */
interface Report {
  readonly ms: { readonly fwdPlusBwd?: number; readonly fwdBwd?: number };
}

/** Times convolutions on the first GPU against jax-js and tfjs (`npm ci` in test/bench/peers-js), all in turn in each round. */
export function benchConvolutions(rounds: number, reps: number): readonly ConvolutionRow[] {
  const peers = join('test', 'bench', 'peers-js');
  return shapes.map((shape) => {
    const [n, c, h, w, k, r] = shape;
    const env = { ...process.env, N: `${n}`, C: `${c}`, H: `${h}`, W: `${w}`, K: `${k}`, R: `${r}`, REPS: `${reps}` };
    const once = (script: string): number | null => {
      const { stdout } = spawnSync(process.execPath, [script, 'webgpu'], { env, encoding: 'utf8' });
      const line = stdout.trim().split('\n').at(-1);
      if (!line?.startsWith('{')) return null;
      const { ms } = JSON.parse(line) as Report;
      return ms.fwdPlusBwd ?? ms.fwdBwd ?? null;
    };
    const scripts = [
      join(import.meta.dirname, 'our-convolution.mjs'),
      join(peers, 'peer-jax.mjs'),
      join(peers, 'peer-tfjs.mjs'),
    ];
    const times = scripts.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      scripts.forEach((script, i) => {
        const ms = once(script);
        if (ms !== null) times[i]!.push(ms);
      });
    }
    const [oursMs, jaxMs, tfjsMs] = times.map((t) => (t.length ? median(t) : null));
    if (oursMs === null || oursMs === undefined) throw new Error('our kernels did not run: is there a GPU driver?');
    const better = Math.min(...[jaxMs, tfjsMs].filter((ms) => typeof ms === 'number'));
    const faster = Number.isFinite(better) ? better / oursMs : null;
    return {
      shape: `[${n},${c},${h},${w}] to ${k}, ${r}×${r}`,
      oursMs,
      jaxMs: jaxMs ?? null,
      tfjsMs: tfjsMs ?? null,
      faster,
    };
  });
}
