import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { gpuStepCases } from './cases.ts';
import type { Timing } from './peer.ts';
import { median } from './statistics.ts';
import { timeOurs } from './steps.ts';

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
  readonly ms: { readonly fwdPlusBwd?: number; readonly fwdBwd?: number; readonly step?: number };
}

const peers = join('test', 'bench', 'peers-js');

/** Milliseconds that a script found, null where it did not run. */
function timeScript(script: string, env: Readonly<Record<string, string>>): number | null {
  const { stdout } = spawnSync(process.execPath, [script, 'webgpu'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  const line = stdout.trim().split('\n').at(-1);
  if (!line?.startsWith('{')) return null;
  const { ms } = JSON.parse(line) as Report;
  return ms.fwdPlusBwd ?? ms.fwdBwd ?? ms.step ?? null;
}

/**
 * Times convolutions on the first GPU against jax-js and tfjs (`npm ci` in test/bench/peers-js), all in turn in each
 * round.
 */
export function benchConvolutions(rounds: number, reps: number): readonly ConvolutionRow[] {
  return shapes.map((shape) => {
    const [n, c, h, w, k, r] = shape;
    const env = { N: `${n}`, C: `${c}`, H: `${h}`, W: `${w}`, K: `${k}`, R: `${r}`, REPS: `${reps}` };
    const scripts = [
      join(import.meta.dirname, 'our-convolution.mjs'),
      join(peers, 'peer-jax.mjs'),
      join(peers, 'peer-tfjs.mjs'),
    ];
    const times = scripts.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      scripts.forEach((script, i) => {
        const ms = timeScript(script, env);
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

/** A whole training step beside jax-js's time for the convolutions in it alone. */
export interface Resnet20Row {
  readonly batch: number;
  readonly oursMs: number;
  readonly jaxMs: number | null;
  readonly faster: number | null;
}

/** Our training step of a CIFAR ResNet-20 and, in turn, jax-js's convolutions of it, forward and backward. */
export function benchResnet20(rounds: number, timing: Timing): Resnet20Row {
  const batch = 8;
  const step = { ...gpuStepCases[0]!, template: 'template:cifar_resnet?depth=20', batch };
  const [ours, jax]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(timeOurs(step, timing).median_ms);
    const ms = timeScript(join(peers, 'peer-jax-resnet20.mjs'), { N: `${batch}`, REPS: `${timing.steps}` });
    if (ms !== null) jax.push(ms);
  }
  const [oursMs, jaxMs] = [median(ours), jax.length ? median(jax) : null];
  return { batch, oursMs, jaxMs, faster: jaxMs === null ? null : jaxMs / oursMs };
}
