import type { TensorType } from '../ir/types.ts';
import type { Size } from './layer.ts';

/** H × W × C, as courses draw volumes; a vector is its length. */
export function shapeText(type: TensorType): string {
  const [, channels, rows, columns] = type.dims;
  return type.dims.length === 4 ? `${rows} × ${columns} × ${channels}` : `${channels}`;
}

export function sizeText(size: Size): string {
  return `${size[0]} × ${size[1]}`;
}
