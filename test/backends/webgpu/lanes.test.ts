import { describe, expect, it } from 'vitest';
import { listAdapters } from '../../../engine/backends/webgpu/adapters.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { type Lane, lanesOf, neighbours } from '../../../engine/backends/webgpu/lanes.ts';

/** A workgroup of 64 threads, where each of them is. */
const workgroup = (place: (thread: number) => Lane): readonly Lane[] => Array.from({ length: 64 }, (_, i) => place(i));

describe('neighbouring threads that are in one subgroup', () => {
  it('are as many as a subgroup has, where threads fill one after the other', () => {
    const filled = workgroup((thread) => [thread % 32, thread - (thread % 32)]);
    expect(neighbours(filled, 32)).toBe(32);
  });

  it('are no more than the smallest subgroup that another kernel may get', () => {
    const filled = workgroup((thread) => [thread % 32, thread - (thread % 32)]);
    expect(neighbours(filled, 8)).toBe(8);
    expect(neighbours(filled, 6)).toBe(4);
  });

  it('are fewer where threads lie in subgroups by squares, and none where they alternate', () => {
    // 8 × 8 threads, subgroups of 4 × 8: thread (x, y) is lane y · 4 + x % 4.
    const squares = workgroup((thread) => {
      const [x, y] = [thread % 8, Math.floor(thread / 8)];
      return [y * 4 + (x % 4), x - (x % 4)];
    });
    expect(neighbours(squares, 32)).toBe(4);
    const alternating = workgroup((thread) => [Math.floor(thread / 2), thread % 2]);
    expect(neighbours(alternating, 32)).toBe(1);
  });

  it('begin where their lanes do: those behind an odd one are not swapped with each other', () => {
    const shifted = workgroup((thread) => [(thread + 1) % 32, thread < 31 ? 0 : thread < 63 ? 31 : 63]);
    expect(neighbours(shifted, 32)).toBe(1);
  });

  it('are found on this device', async () => {
    const device = await openDevice(0);
    const adapter = (await listAdapters())[0]!;
    const lanes = await lanesOf(device.gpu, adapter);
    expect(lanes).toBe(device.target.lanes);
    expect(lanes).toBeLessThanOrEqual(adapter.info.subgroupMinSize);
    expect(lanes > 1).toBe(device.gpu.features.has('subgroups'));
  });
});
