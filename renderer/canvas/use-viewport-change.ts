import { useStoreApi, type Viewport } from '@xyflow/react';
import { useLayoutEffect } from 'react';

/**
 * Hears each change of the viewport, whatever made it, and before it is painted. React Flow's events would not do: of a
 * single notch of the wheel they tell the start and the end, but no move.
 */
export function useViewportChange(hear: (viewport: Viewport) => void): void {
  const flow = useStoreApi();
  useLayoutEffect(
    () =>
      flow.subscribe(({ transform }, before) => {
        const [x, y, zoom] = transform;
        if (transform !== before.transform) hear({ x, y, zoom });
      }),
    [flow, hear],
  );
}
