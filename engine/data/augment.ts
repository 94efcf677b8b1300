import { type Problem, problem } from '../base/diagnostics.ts';
import { hashText, Stream } from '../base/random.ts';
import { settingFix } from '../base/setting-fix.ts';
import type { AugmentSettings } from '../settings/data.ts';
import type { Pixels } from './formats/raster.ts';
import { type ImageShape, sizeText } from './image-set.ts';
import { normalise } from './normalisation.ts';

const STREAM = hashText('augment');

/** What is done to one image, drawn once. */
export interface AugmentPlan {
  /** Where the crop begins, from the image's corner: −padding … padding. */
  readonly top: number;
  readonly left: number;
  readonly flip: boolean;
  /** Rows and columns that are set to the mean, end excluded; empty where there is no cutout. */
  readonly cutout: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };
}

export interface AugmentSource {
  readonly pixels: Pixels;
  readonly from: number;
  readonly shape: ImageShape;
  readonly table: Float32Array;
  readonly settings: AugmentSettings;
  readonly seed: number;
  readonly epoch: number;
  readonly sample: number;
}

/**
 * The draws of one image: all are made, whether used or not, so that switching one augmentation leaves the others as
 * they were.
 */
export function drawAugment(
  { crop, flip, cutout }: AugmentSettings,
  { height, width }: ImageShape,
  ...[seed, epoch, sample]: readonly [seed: number, epoch: number, sample: number]
): AugmentPlan {
  const stream = new Stream(STREAM, seed, epoch, sample);
  const [top, left] = [stream.below(2 * crop + 1) - crop, stream.below(2 * crop + 1) - crop];
  const mirrored = stream.below(2) === 1;
  const [centreRow, centreColumn] = [stream.below(height), stream.below(width)];
  const half = Math.floor(cutout / 2);
  const cut = {
    top: Math.max(0, centreRow - half),
    left: Math.max(0, centreColumn - half),
    bottom: Math.min(height, centreRow - half + cutout),
    right: Math.min(width, centreColumn - half + cutout),
  };
  return { top, left, flip: flip && mirrored, cutout: cut };
}

/**
 * Crops (what lies outside is black), mirrors, normalises and cuts out, in this order, the image [C, H, W] at `from`
 * into `out` at `to`. The cut-out square is 0: the mean.
 */
export function augmentInto(source: AugmentSource, out: Float32Array, to: number): void {
  const { pixels, from, shape, settings, seed, epoch, sample } = source;
  const plan = drawAugment(settings, shape, seed, epoch, sample);
  if (plan.top === 0 && plan.left === 0 && !plan.flip) normalise(pixels, from, shape, source.table, out, to);
  else move(source, plan, out, to);
  const { cutout } = plan;
  for (let channel = 0; channel < shape.channels; channel++) {
    for (let row = cutout.top; row < cutout.bottom; row++) {
      const start = to + (channel * shape.height + row) * shape.width;
      out.fill(0, start + cutout.left, start + Math.max(cutout.left, cutout.right));
    }
  }
}

/** out[c, y, x] = in[c, y + top, x' + left], x' = W − 1 − x where mirrored; black outside. */
function move({ pixels, from, shape, table }: AugmentSource, plan: AugmentPlan, out: Float32Array, to: number): void {
  const { channels, height, width } = shape;
  const step = plan.flip ? -1 : 1;
  const range = table.length / channels;
  for (let channel = 0, target = to; channel < channels; channel++) {
    const levels = channel * range;
    const black = table[levels] as number;
    for (let y = 0; y < height; y++) {
      const row = y + plan.top;
      const line = from + (channel * height + row) * width;
      let column = (plan.flip ? width - 1 : 0) + plan.left;
      for (let x = 0; x < width; x++, column += step, target++) {
        const inside = row >= 0 && row < height && column >= 0 && column < width;
        out[target] = inside ? (table[levels + (pixels[line + column] as number)] as number) : black;
      }
    }
  }
}

/** Whether `settings` make sense for images of `shape`: some of the image must always be left. */
export function checkAugment({ crop, cutout }: AugmentSettings, shape: ImageShape): Problem[] {
  const most = Math.min(shape.height, shape.width) - 1;
  const report = (what: 'crop' | 'cutout', pixels: number): Problem =>
    problem(
      `data.${what}TooLarge`,
      '',
      { pixels, size: sizeText(shape), most },
      { field: 'augment', fixes: [settingFix(`augment.${what}`, most)] },
    );
  return [...(crop > most ? [report('crop', crop)] : []), ...(cutout > most ? [report('cutout', cutout)] : [])];
}

export const augments = ({ crop, flip, cutout }: AugmentSettings): boolean => crop > 0 || flip || cutout > 0;
