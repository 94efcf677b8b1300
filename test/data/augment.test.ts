import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { augmentInto, checkAugment, drawAugment } from '../../engine/data/augment.ts';
import { normalisationTable } from '../../engine/data/normalisation.ts';
import { noAugment } from '../../engine/settings/data.ts';
import { noise } from './data-sets-on-disk.ts';

const settings = fc.record({ crop: fc.nat(4), flip: fc.boolean(), cutout: fc.nat(4) });
const shapes = fc.record({
  channels: fc.constantFrom(1, 3),
  height: fc.integer({ min: 5, max: 9 }),
  width: fc.integer({ min: 5, max: 9 }),
});
/** Normalisation that leaves the byte in sight: black is −1, byte v is v / 255 − 1. */
const table = normalisationTable({ mean: [1, 1, 1], std: [1, 1, 1] }, 8);

/** The image padded, cut, mirrored and cut out step by step, as the words say. */
function slowly(
  pixels: Uint8Array,
  { channels, height, width }: { channels: number; height: number; width: number },
  plan: ReturnType<typeof drawAugment>,
): number[] {
  const at = (c: number, y: number, x: number): number =>
    y < 0 || y >= height || x < 0 || x >= width ? 0 : (pixels[(c * height + y) * width + x] as number);
  const out: number[] = [];
  for (let c = 0; c < channels; c++) {
    const cropped = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => at(c, y + plan.top, x + plan.left)),
    );
    if (plan.flip) for (const row of cropped) row.reverse();
    cropped.forEach((row, y) => {
      row.forEach((value, x) => {
        const cut = y >= plan.cutout.top && y < plan.cutout.bottom && x >= plan.cutout.left && x < plan.cutout.right;
        out.push(cut ? 0 : Math.fround(value / 255 - 1));
      });
    });
  }
  return out;
}

test('augments as crop, mirror and cutout one after another would', () => {
  fc.assert(
    fc.property(settings, shapes, fc.nat(), fc.nat(100), fc.nat(), (spec, shape, seed, epoch, sample) => {
      const size = shape.channels * shape.height * shape.width;
      const pixels = noise(2 * size, seed);
      const out = new Float32Array(size + 4).fill(7);
      augmentInto({ pixels, from: size, shape, table, settings: spec, seed, epoch, sample }, out, 2);
      const plan = drawAugment(spec, shape, seed, epoch, sample);
      expect([...out]).toEqual([7, 7, ...slowly(pixels.subarray(size), shape, plan), 7, 7]);
    }),
  );
});

test('draws cover what they may and nothing else', () => {
  const shape = { channels: 1, height: 8, width: 8 };
  const plans = Array.from({ length: 2000 }, (_, i) => drawAugment({ crop: 2, flip: true, cutout: 3 }, shape, 5, 0, i));
  const values = (of: (plan: (typeof plans)[number]) => number) => [...new Set(plans.map(of))].sort((a, b) => a - b);
  expect(values((plan) => plan.top)).toEqual([-2, -1, 0, 1, 2]);
  expect(values((plan) => plan.left)).toEqual([-2, -1, 0, 1, 2]);
  expect(values((plan) => plan.cutout.top)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(values((plan) => plan.cutout.bottom)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  const mirrored = plans.filter((plan) => plan.flip).length;
  // 1000 ± 5 standard deviations of a fair coin.
  expect(Math.abs(mirrored - 1000)).toBeLessThan(5 * Math.sqrt(500));
});

test('one augmentation switched off leaves the draws of the others as they were', () => {
  const shape = { channels: 1, height: 8, width: 8 };
  const all = drawAugment({ crop: 2, flip: true, cutout: 4 }, shape, 1, 2, 3);
  const { cutout, ...rest } = drawAugment({ crop: 2, flip: true, cutout: 0 }, shape, 1, 2, 3);
  expect(rest).toEqual({ top: all.top, left: all.left, flip: all.flip });
  expect(cutout.bottom).toBeLessThanOrEqual(cutout.top);
});

test('refuses a crop or cutout that can leave nothing of the image', () => {
  const shape = { channels: 1, height: 8, width: 6 };
  expect(checkAugment({ ...noAugment, crop: 5, cutout: 5 }, shape)).toEqual([]);
  expect(checkAugment({ ...noAugment, crop: 6, cutout: 9 }, shape)).toMatchObject([
    { code: 'data.cropTooLarge', values: { pixels: 6, most: 5, size: '8 × 6' } },
    { code: 'data.cutoutTooLarge', values: { pixels: 9, most: 5 } },
  ]);
});
