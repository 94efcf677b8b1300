import { grow } from '../scene/bounds.ts';
import type { Rect } from '../scene/route.ts';
import { scopePlace } from '../state/gestures.ts';
import { notesOf } from '../state/marks.ts';
import { get } from '../state/store.ts';
import { cardSvg, frameSvg, wireSvg } from './export-cards.ts';
import { fontFaces } from './export-fonts.ts';
import { groupSvg, noteSvg } from './export-marks.ts';
import { drawnBounds, placedGroups } from './mark-places.ts';
import { type Colour, unescape, widthOf } from './svg.ts';

/** Around the drawing. */
const PAD = 60;

/** A character of a face that the picture needs. */
export interface Sample {
  readonly character: string;
  readonly mono: boolean;
}

export interface Picture {
  /** What is drawn, in the drawing's own measure. */
  readonly frame: Rect;
  readonly style: string;
  readonly body: string;
  readonly samples: readonly Sample[];
}

/** The drawing as it is seen, with its annotations: cards, wires, frames, groups, notes, in the colours of the theme. */
export async function drawingSvg(): Promise<string> {
  return svgOf(await picture());
}

/** `below`: something more, and its height. */
export function svgOf(
  { frame: { x, y, width, height }, style, body }: Picture,
  below: { readonly height: number; readonly body: string } = { height: 0, body: '' },
): string {
  const all = height + below.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${all}" viewBox="${x} ${y} ${width} ${all}">`,
    `<style>${style}</style>`,
    `<rect x="${x}" y="${y}" width="100%" height="100%" fill="${theme()('paper')}"/>`,
    body,
    below.body,
    '</svg>',
  ].join('\n');
}

export async function picture(): Promise<Picture> {
  const { scene, settings } = get();
  const colour = theme();
  const always = settings.wireLabels === 'always';
  const body = [
    ...placedGroups(scene).map((group) => groupSvg(group, colour)),
    ...scene.nodes.filter(({ open }) => open).map((node) => frameSvg(node, colour)),
    ...scene.wires.map((wire) => wireSvg(wire, scene, always, colour)),
    ...scene.nodes.filter(({ open }) => !open).map((node) => cardSvg(node, colour)),
    ...notesOf(scopePlace().definition).map((note) => noteSvg(note, colour, widthOf)),
  ].join('\n');
  return { frame: grow(drawnBounds(scene), PAD), body, ...(await typeOf(body, colour)) };
}

function theme(): Colour {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** Style sheet of what is drawn: its fonts with their files, and the features of letters and figures that the window has. */
async function typeOf(body: string, token: Colour): Promise<Pick<Picture, 'style' | 'samples'>> {
  const texts = [...body.matchAll(/(class="mono")?>([^<]+)</g)];
  const set = (mono: boolean): string =>
    texts.flatMap(([, inMono, text]) => ((inMono !== undefined) === mono ? [unescape(text!)] : [])).join('');
  const plain = await fontFaces(set(false), token('font'));
  const mono = await fontFaces(set(true), token('mono'));
  const style = [
    plain.css,
    mono.css,
    `text{font-family:${token('font')};font-feature-settings:${token('words')}}`,
    `text:is(.figures,.halo){font-feature-settings:${token('figures')}}`,
    `text.mono{font-family:${token('mono')}}`,
    `text.halo{paint-order:stroke;stroke:${token('paper')};stroke-width:4px;stroke-linejoin:round}`,
  ].join('\n');
  const samples = [
    ...plain.samples.map((character) => ({ character, mono: false })),
    ...mono.samples.map((character) => ({ character, mono: true })),
  ];
  return { style, samples };
}
