import { spawnSync } from 'node:child_process';
import type { StepCase } from './cases.ts';

export interface StepTime {
  readonly median_ms: number;
  readonly min_ms: number;
  readonly peak_rss_mb: number;
}
export interface PeerTime extends StepTime {
  readonly peer: string;
  readonly channels_last: boolean;
}

/** The benchmark runs in the repository's root (scripts/bench.mjs). */
const script = 'test/bench/pytorch_step.py';

/** A Python that has PyTorch and torchvision: Debian's python3-torch and python3-torchvision; null where there is none. */
export function findPython(): string | null {
  const candidates = ['python3', '/usr/bin/python3'];
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch, torchvision']).status === 0) ?? null;
}

/** One run of the peer in one memory layout. */
export function timePeer(python: string, c: StepCase, steps: number, threads: number, channelsLast: boolean): PeerTime {
  const options = ['--batch', c.batch, '--size', c.size, '--steps', steps, '--threads', threads].map(String);
  const { stdout, stderr, status } = spawnSync(
    python,
    [script, c.peer, ...options, ...(channelsLast ? ['--channels-last'] : [])],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the peer failed on ${c.peer}: ${stderr}`);
  return JSON.parse(stdout) as PeerTime;
}
