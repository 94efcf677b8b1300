import { spawnSync } from 'node:child_process';
import type { StepCase } from './cases.ts';

export interface StepTime {
  readonly median_ms: number;
  readonly min_ms: number;
  readonly peak_rss_mb: number;
}
/** How steps are timed, by us and by the peer. */
export interface Timing {
  readonly steps: number;
  readonly threads: number;
  readonly device: 'cpu' | 'webgpu';
}

export interface PeerTime extends StepTime {
  readonly peer: string;
  readonly channels_last: boolean;
}

/** The benchmark runs in the repository's root (scripts/bench.mjs). */
const script = 'test/bench/pytorch_step.py';

/**
 * A Python that has PyTorch and torchvision: Debian's python3-torch and python3-torchvision; null where there is none
 * that reaches the device.
 */
export function findPython(device: Timing['device']): string | null {
  const wanted = device === 'cpu' ? 'import torch, torchvision' : 'import torch, torchvision; torch.zeros(1).cuda()';
  const candidates = ['python3', '/usr/bin/python3'];
  return candidates.find((python) => spawnSync(python, ['-c', wanted]).status === 0) ?? null;
}

/** One run of the peer in one memory layout. */
export function timePeer(
  python: string,
  c: StepCase,
  { steps, threads, device }: Timing,
  channelsLast: boolean,
): PeerTime {
  const on = device === 'webgpu' ? 'cuda' : 'cpu';
  const options = ['--batch', c.batch, '--size', c.size, '--steps', steps, '--threads', threads, '--device', on].map(
    String,
  );
  const { stdout, stderr, status } = spawnSync(
    python,
    [script, c.peer, ...options, ...(channelsLast ? ['--channels-last'] : [])],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the peer failed on ${c.peer}: ${stderr}`);
  return JSON.parse(stdout) as PeerTime;
}
