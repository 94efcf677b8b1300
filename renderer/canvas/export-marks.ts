import type { Note } from '../../engine/design/document.ts';
import type { PlacedGroup } from './mark-places.ts';
import { type Colour, escape, label } from './svg.ts';

/** A group's field and title, behind its nodes. */
export const groupSvg = ({ group, x, y, width, height }: PlacedGroup, colour: Colour): string => {
  const mark = colour(`mark-${group.colour}`);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="14" fill="${mark}" fill-opacity="0.09" stroke="${mark}" stroke-opacity="0.65" stroke-width="1.4" stroke-dasharray="5 4"/>`,
    label(x + 12, y + 17, group.title, 12, colour('ink'), 'font-weight="620"'),
  ].join('');
};

const LINE = 18.2;
const BAR = 20;
const SIDE = 10;

/** A note with as much of its text as is seen. */
export function noteSvg(note: Note, colour: Colour, widthOf: (text: string) => number): string {
  const [x, y] = note.position;
  const [width, height] = note.size;
  const mark = colour(`mark-${note.colour}`);
  const box = `x="${x}" y="${y}" width="${width}" height="${height}" rx="9"`;
  const lines = wrapped(note.text, width - 2 * SIDE, widthOf).slice(0, Math.floor((height - BAR) / LINE));
  const spans = lines.map(
    (line, i) => `<tspan x="${x + SIDE}" y="${y + BAR + 13.5 + i * LINE}">${escape(line)}</tspan>`,
  );
  return [
    `<rect ${box} fill="${colour('panel')}"/>`,
    `<rect ${box} fill="${mark}" fill-opacity="0.15" stroke="${mark}" stroke-opacity="0.45"/>`,
    `<text font-size="13" fill="${colour('ink')}" xml:space="preserve">${spans.join('')}</text>`,
  ].join('');
}

/**
 * Lines as a text field breaks them: between words, and between any two characters of scripts without spaces or of a
 * word that is too long.
 */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => linesOf(paragraph, width, widthOf));
}

function linesOf(paragraph: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.match(/\s+|[\u2e80-\uffef]|[^\s\u2e80-\uffef]+/g) ?? []) {
    for (const piece of widthOf(word) > width ? Array.from(word) : [word]) {
      if (line === '' || piece.trim() === '' || widthOf(line + piece) <= width) {
        line += piece;
        continue;
      }
      lines.push(line.trimEnd());
      line = piece;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}
