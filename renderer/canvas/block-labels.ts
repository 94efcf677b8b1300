import type { Size } from '../scene/forms.ts';

/** A line of text in a box, from the box's corner, in pixels of the screen. */
export interface LabelLine {
  readonly text: string;
  readonly font: string;
  /** Of its beginning, or of its end where it stands at the right. */
  readonly x: number;
  readonly right: boolean;
  /** Of its middle. */
  readonly y: number;
  readonly strong: boolean;
}

export type Measure = (text: string, font: string) => number;

/** Pixels of a label's letters where there is room, and the fewest that are read. */
const LARGE = 11;
const SMALL = 9;
const LEFT = 6;
const RIGHT = 4;
/** Between a name and a volume in one line. */
const BETWEEN = 6;
/** Letters below which a cut name says nothing. */
const FEWEST = 3;

const fontOf = (weight: number, size: number, family: string): string => `${weight} ${size}px ${family}`;

/** Whether boxes of that height on the screen carry text: one line of the smallest. */
export const isLabelled = (height: number): boolean => height >= SMALL - 0.5;

/**
 * What a node's box says from afar, where its card cannot be read: its name, and what it puts out. A name is cut where
 * it must be; a volume, of which a part would be another number, is whole or not there.
 */
export function labelOf(
  heading: string,
  volume: string,
  { width, height }: Size,
  family: string,
  measure: Measure,
): readonly LabelLine[] {
  if (!isLabelled(height)) return [];
  const room = width - LEFT - RIGHT;
  const two = height >= 2 * LARGE + 6 && volume !== '';
  const size = two ? LARGE : Math.max(SMALL, Math.min(LARGE, Math.floor(height - 2)));
  const [strong, plain] = [fontOf(600, size, family), fontOf(450, size, family)];
  const name = cut(heading, strong, room, measure);
  if (name === '') return [];
  const line = { font: strong, x: LEFT, right: false, strong: true };
  const under = { text: volume, font: plain, strong: false };
  const across = volume === '' ? Infinity : measure(volume, plain);
  if (two && across <= room)
    return [
      { ...line, text: name, y: height / 2 - size * 0.62 },
      { ...under, x: LEFT, right: false, y: height / 2 + size * 0.68 },
    ];
  const beside = name === heading && measure(name, strong) + BETWEEN + across <= room;
  const first = { ...line, text: name, y: height / 2 };
  return beside ? [first, { ...under, x: width - RIGHT, right: true, y: height / 2 }] : [first];
}

/** As many letters as have room, and a sign that there are more. */
function cut(text: string, font: string, room: number, measure: Measure): string {
  if (measure(text, font) <= room) return text;
  for (let letters = text.length - 1; letters >= FEWEST; letters--) {
    const shorter = `${text.slice(0, letters).trimEnd()}…`;
    if (measure(shorter, font) <= room) return shorter;
  }
  return '';
}
