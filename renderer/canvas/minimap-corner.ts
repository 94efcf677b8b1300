import { contains, intersects } from '../scene/bounds.ts';
import type { Rect } from '../scene/route.ts';

/** Corners of the canvas in the order in which they are tried. */
export type Corner = 'bottom-right' | 'top-right' | 'bottom-left';

/** Where the overview stands. `unneeded`: all of the drawing is seen. `covering`: every corner has cards. */
export type Standing = Corner | 'unneeded' | 'covering';

export interface Frame {
  /** What is seen of the drawing, in its own measure. */
  readonly seen: Rect;
  readonly zoom: number;
  /** Pixels: of the overview, and from the canvas's edges. */
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** The corner of the overview, in the drawing's measure. */
function rectOf(corner: Corner, { seen, zoom, width, height, margin }: Frame): Rect {
  const [w, h, away] = [width / zoom, height / zoom, margin / zoom];
  return {
    x: corner === 'bottom-left' ? seen.x + away : seen.x + seen.width - away - w,
    y: corner === 'top-right' ? seen.y + away : seen.y + seen.height - away - h,
    width: w,
    height: h,
  };
}

/** A corner without a card under it: the one where the overview stands already, else the first of `corners`. */
export function standingOf(
  frame: Frame,
  bounds: Rect,
  cards: readonly Rect[],
  corners: readonly Corner[],
  now: Standing,
): Standing {
  if (contains(frame.seen, bounds)) return 'unneeded';
  const near = cards.filter((card) => intersects(card, frame.seen));
  const order = [...corners.filter((corner) => corner === now), ...corners.filter((corner) => corner !== now)];
  const free = order.find((corner) => {
    const rect = rectOf(corner, frame);
    return !near.some((card) => intersects(card, rect));
  });
  return free ?? 'covering';
}
