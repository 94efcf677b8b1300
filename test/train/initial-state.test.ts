import { describe, expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import type { Initial } from '../../engine/ir/graph.ts';
import { f32 } from '../../engine/ir/types.ts';
import { initialState } from '../../engine/train/initial-state.ts';

function tensor(initial: Initial, seed = 0, others: readonly string[] = []): Float32Array {
  const builder = new Builder();
  for (const name of [...others, 'conv.weight']) {
    builder.state(name, f32(64, 32, 3, 3), { initial, role: 'weight', decays: true });
  }
  return initialState(builder.build(), seed).get('conv.weight')!;
}

const fans = { fanIn: 32 * 9, fanOut: 64 * 9 };
const deviation = (x: Float32Array): number => Math.sqrt(x.reduce((sum, w) => sum + w * w, 0) / x.length);

describe('initial weights', () => {
  // Relative error of a deviation from 18,432 draws is about 0.5 %.
  it.each([
    ['he', Math.sqrt(2 / fans.fanOut)],
    ['heFanIn', Math.sqrt(2 / fans.fanIn)],
    ['xavier', Math.sqrt(2 / (fans.fanIn + fans.fanOut))],
    ['torch', 1 / Math.sqrt(3 * fans.fanIn)],
  ] as const)('%s has its deviation', (kind, expected) => {
    expect(deviation(tensor({ kind, ...fans })) / expected).toBeCloseTo(1, 1.5);
  });

  it('keeps uniform draws within their bounds', () => {
    const bound = Math.sqrt(6 / (fans.fanIn + fans.fanOut));
    const drawn = tensor({ kind: 'xavier', ...fans });
    expect(Math.max(...drawn.map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
    expect(Math.max(...drawn)).toBeGreaterThan(0.99 * bound);
  });

  it('depends on the seed and on its own name only', () => {
    const initial: Initial = { kind: 'he', ...fans };
    expect(tensor(initial, 0, ['before.weight'])).toEqual(tensor(initial, 0));
    expect(tensor(initial, 1)).not.toEqual(tensor(initial, 0));
  });

  it('takes constants and given values as they are', () => {
    expect(new Set(tensor({ kind: 'constant', value: 1 }))).toEqual(new Set([1]));
    const values = Array.from({ length: 64 * 32 * 9 }, (_, i) => i);
    expect([...tensor({ kind: 'values', values })]).toEqual(values);
  });
});
