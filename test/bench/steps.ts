import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StepCase } from './cases.ts';
import { findPython, type PeerTime, type StepTime, type Timing, timePeer } from './peer.ts';
import { median } from './statistics.ts';

export interface StepRow {
  readonly name: string;
  readonly batch: number;
  readonly size: number;
  readonly oursMs: number;
  /** In the faster of the peer's two memory layouts; null without PyTorch. */
  readonly peerMs: number | null;
  readonly peer: string | null;
  readonly timeRatio: number | null;
  readonly oursPeakMb: number;
  readonly peerPeakMb: number | null;
  readonly memoryRatio: number | null;
}

const ourStep = fileURLToPath(new URL('./our-step.ts', import.meta.url));

/** Our step in a process of its own. */
export function timeOurs(c: StepCase, { steps, threads, device }: Timing): StepTime {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [ourStep, c.template, String(c.batch), String(steps), String(threads), device],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`our step failed on ${c.name}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as StepTime;
}

/**
 * Training steps against PyTorch, both in this run: rounds take turns (ours, peer in both layouts), so that a slow
 * spell of the machine hits all; medians over the rounds of each round's median.
 */
export function benchSteps(cases: readonly StepCase[], rounds: number, timing: Timing): readonly StepRow[] {
  const python = findPython(timing.device);
  return cases.map((c) => {
    const ours: StepTime[] = [];
    const peers: Record<'plain' | 'channelsLast', PeerTime[]> = { plain: [], channelsLast: [] };
    for (let round = 0; round < rounds; round++) {
      ours.push(timeOurs(c, timing));
      if (!python) continue;
      peers.plain.push(timePeer(python, c, timing, false));
      peers.channelsLast.push(timePeer(python, c, timing, true));
    }
    const medianOf = (runs: readonly StepTime[]): number => median(runs.map((r) => r.median_ms));
    const peakOf = (runs: readonly StepTime[]): number => median(runs.map((r) => r.peak_rss_mb));
    const faster =
      [peers.plain, peers.channelsLast].filter((p) => p.length).sort((a, b) => medianOf(a) - medianOf(b))[0] ?? null;
    const peerMs = faster && medianOf(faster);
    const peerPeakMb = faster && peakOf(faster);
    return {
      name: c.name,
      batch: c.batch,
      size: c.size,
      oursMs: medianOf(ours),
      peerMs,
      peer: faster && `${faster[0]!.peer}, ${faster[0]!.channels_last ? 'channels last' : 'NCHW'}`,
      timeRatio: peerMs && medianOf(ours) / peerMs,
      oursPeakMb: peakOf(ours),
      peerPeakMb,
      memoryRatio: peerPeakMb && peakOf(ours) / peerPeakMb,
    };
  });
}
