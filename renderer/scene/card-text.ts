import { grouped } from '../../engine/base/format.ts';
import type { TensorType } from '../../engine/ir/types.ts';

/** [rows, columns, channels], or [features]; null where unknown. */
export function volumeOf(type: TensorType | null | undefined): readonly number[] | null {
  if (!type) return null;
  const dims = type.dims.slice(1).map(Number);
  const [channels, rows, columns] = dims;
  return dims.length === 3 ? [rows!, columns!, channels!] : dims;
}

export function volumeText(volume: readonly number[] | null): string {
  return volume ? volume.map((n) => grouped(n)).join(' × ') : '?';
}
