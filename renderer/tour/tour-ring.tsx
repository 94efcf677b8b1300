import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { situation, stepOf, tour } from './tour.ts';

/** Whether what the step is about can be seen. */
export const targetsSeen = createStore<{ readonly seen: boolean }>(() => ({ seen: true }));

/** At most a start and an end. */
const RINGS = 2;
const GAP = 4;

/** Rings around what the step is about, wherever that goes: canvas and panels move under them. */
export function TourRing() {
  const at = useStore(tour, (state) => (state.open ? state.at : null));
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at === null) return undefined;
    const rings = [...(layer.current?.children ?? [])] as HTMLElement[];
    let frame = 0;
    let sought = false;
    const follow = (): void => {
      const state = tour.getState();
      const step = stepOf(state);
      const wanted = state.done.has(step.id) ? [] : step.targets(situation());
      const found = wanted.map((selector) => document.querySelector(selector));
      const boxes = found.map((element) => element && seenBox(element));
      // Once a step, what a list has scrolled away is scrolled back.
      if (!sought) for (const [i, element] of found.entries()) if (element && !boxes[i]) scrollTo(element);
      sought = true;
      for (const [i, ring] of rings.entries()) place(ring, boxes[i] ?? null);
      const seen = boxes.every((box) => box !== null);
      if (seen !== targetsSeen.getState().seen) targetsSeen.setState({ seen });
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [at]);
  if (at === null) return null;
  return (
    <div className="tour-rings" ref={layer} aria-hidden="true">
      {Array.from({ length: RINGS }, (_, i) => (
        <div key={i} hidden />
      ))}
    </div>
  );
}

/** Where an element is, if its middle is neither outside of the window nor covered. */
function seenBox(element: Element): DOMRect | null {
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top && (element.contains(top) || top.contains(element)) ? box : null;
}

/** Cards of the canvas are brought into view by the canvas. */
function scrollTo(element: Element): void {
  if (!element.closest('.canvas')) element.scrollIntoView({ block: 'center' });
}

function place(ring: HTMLElement, box: DOMRect | null): void {
  ring.hidden = box === null;
  if (!box) return;
  ring.style.transform = `translate(${box.x - GAP}px, ${box.y - GAP}px)`;
  ring.style.width = `${box.width + 2 * GAP}px`;
  ring.style.height = `${box.height + 2 * GAP}px`;
}
