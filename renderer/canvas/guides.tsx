import { useStore } from 'zustand';
import { nodeDrag } from './node-drag.ts';

/** Lines through the edges and centres that what is dragged shares with its neighbours. */
export function Guides() {
  const guides = useStore(nodeDrag, (state) => state.guides);
  return (
    <svg className="guides" aria-hidden="true">
      {guides.map(({ vertical, at, from, to }) => (
        <line
          key={`${vertical}${at}`}
          {...(vertical ? { x1: at, x2: at, y1: from, y2: to } : { x1: from, x2: to, y1: at, y2: at })}
        />
      ))}
    </svg>
  );
}
