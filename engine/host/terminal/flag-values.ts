import { InvalidArgumentError } from 'commander';
import { grouped } from '../../base/format.ts';

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** Reads a whole number from `least` to `most`. */
export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${grouped(least)} to ${grouped(most)}.`);
  };

/** `8,20,32,56`. */
export function numbers(text: string): readonly number[] {
  return text.split(',').map(number);
}

export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** `224x224x3`, as the layer table writes sizes. */
export function imageSize(text: string): ImageSize {
  const match = /^(\d{1,5})[x×](\d{1,5})[x×](\d{1,5})$/i.exec(text.replaceAll(' ', ''));
  const [height, width, channels] = (match ?? []).slice(1).map(Number);
  if (!height || !width || !channels) throw new InvalidArgumentError('Give height, width and channels as 224x224x3.');
  return { height, width, channels };
}
