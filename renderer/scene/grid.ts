interface Box {
  readonly width: number;
  readonly height: number;
}

const LONGEST_COLUMN = 5;
const ASPECT = 1.5;

/**
 * A chain in columns (rows, where `flip`), so that 200 blocks can be seen at once: each column runs along the flow, the
 * next one starts beside it. Short chains stay one column. Returns top-left corners.
 */
export function gridOf(
  boxes: readonly Box[],
  gap: { readonly rank: number; readonly node: number },
  flip: boolean,
): readonly (readonly [number, number])[] {
  const along = boxes.map(({ width, height }) => (flip ? width : height) + gap.rank);
  const across = boxes.reduce((most, { width, height }) => Math.max(most, flip ? height : width), 0) + gap.node + 26;
  const total = along.reduce((sum, length) => sum + length, 0);
  const columns =
    boxes.length <= LONGEST_COLUMN
      ? 1
      : Math.max(1, Math.round(Math.sqrt(((flip ? 1 / ASPECT : ASPECT) * total) / across)));
  const longest = total / columns;
  const corners: (readonly [number, number])[] = [];
  let column = 0;
  let at = 0;
  for (const [i, box] of boxes.entries()) {
    if (at > 0 && at + along[i]! * 0.6 > longest && column < columns - 1) {
      column++;
      at = 0;
    }
    const width = flip ? box.height : box.width;
    const x = column * across + (across - width) / 2;
    corners.push(flip ? [at, x] : [x, at]);
    at += along[i]!;
  }
  return corners;
}
