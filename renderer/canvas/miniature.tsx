import { memo } from 'react';
import { miniatureOf } from '../scene/miniature.ts';
import type { Plan } from '../scene/plan.ts';

/** Pixels of the card that it may take. */
const miniatureRoom = { width: 58, height: 66 } as const;
/** Pixels that a plan's row and column take at most: a small block is not blown up. */
const MOST_SCALE = 0.13;

/** Stretched into its place: a wide block and a tall one are both seen whole. */
export function miniatureSize({ width, height }: { readonly width: number; readonly height: number }) {
  return {
    width: Math.min(miniatureRoom.width, width * MOST_SCALE),
    height: Math.min(miniatureRoom.height, height * MOST_SCALE),
  };
}

/** What is inside of a block, on its card: the skip of a residual block is seen before it is opened. */
export const MiniatureView = memo(function MiniatureView({ plan }: { readonly plan: Plan }) {
  const { width, height, wires, skips, boxes } = miniatureOf(plan);
  const size = miniatureSize({ width, height });
  return (
    <svg
      className="miniature"
      {...size}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="miniature-wire" d={wires} />
      <path className="miniature-wire skip" d={skips} />
      {boxes.map(({ family, path }) => (
        <path key={family} className={`of-${family}`} d={path} />
      ))}
    </svg>
  );
});
