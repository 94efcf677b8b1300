import { grow, intersects } from '../scene/bounds.ts';
import { cornered, inColumns } from '../scene/columns.ts';
import type { Rect } from '../scene/route.ts';
import type { SceneNode } from '../scene/scene.ts';
import type { PictureOptions, PicturePart, PictureSize } from '../state/drawing-export.ts';
import { scopePlace } from '../state/gestures.ts';
import { notesOf } from '../state/marks.ts';
import { get } from '../state/store.ts';
import { cardSvg, frameSvg, linkSvg, wireSvg } from './export-cards.ts';
import { fontFaces } from './export-fonts.ts';
import { groupSvg, noteSvg } from './export-marks.ts';
import { placedGroups } from './mark-places.ts';
import { type Colour, unescape, widthOf } from './svg.ts';
import { viewport } from './viewport.ts';

/** Around the drawing; less where every millimetre counts. */
const PAD: Readonly<Record<PictureSize, number>> = { natural: 60, slide: 48, column: 10, page: 10 };

/**
 * CSS pixels: a slide of 16:9, a column of 84 mm and a page's text of 178 mm, each with the height that it may take.
 */
const MM = 96 / 25.4;
const boxes = {
  slide: { width: 1920, height: 1080 },
  column: { width: 84 * MM, height: 225 * MM },
  page: { width: 178 * MM, height: 110 * MM },
} as const;

/** A character of a face that the picture needs. */
export interface Sample {
  readonly character: string;
  readonly mono: boolean;
}

export interface Picture {
  /** What is drawn, in the drawing's own measure. */
  readonly frame: Rect;
  /** CSS pixels for each of its units. */
  readonly scale: number;
  readonly ground: string | null;
  readonly style: string;
  readonly body: string;
  readonly samples: readonly Sample[];
}

/** `below`: something more, and its height. */
export function svgOf(
  { frame: { x, y, width, height }, scale, ground, style, body }: Picture,
  below: { readonly height: number; readonly body: string } = { height: 0, body: '' },
): string {
  const all = height + below.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width * scale)}" height="${round(all * scale)}" viewBox="${x} ${y} ${width} ${all}">`,
    `<style>${style}</style>`,
    ground === null ? '' : `<rect x="${x}" y="${y}" width="${width}" height="${all}" fill="${ground}"/>`,
    body,
    below.body,
    '</svg>',
  ].join('\n');
}

const round = (n: number): number => Math.round(n * 100) / 100;

/** The drawing as it is seen, or a part of it, with its annotations: cards, wires, frames, groups, notes. */
export async function picture({ part, theme, ground, size }: PictureOptions): Promise<Picture> {
  const { scene, settings } = get();
  const colour = coloursOf(theme);
  const always = settings.wireLabels === 'always';
  const isIn = chosen(part);
  const nodes = scene.nodes.filter(isIn);
  const ids = new Set(nodes.map(({ id }) => id));
  const wires = scene.wires.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const groups = placedGroups(scene).filter(({ group, prefix }) => group.nodes.some((id) => ids.has(prefix + id)));
  const notes = part === 'all' || part === 'view' ? notesOf(scopePlace().definition) : [];
  const marks = [...groups, ...notes.map(({ position: [x, y], size: [width, height] }) => ({ x, y, width, height }))];
  const box = size === 'natural' ? null : boxes[size];
  // One column as high as can be is the drawing as it stands.
  const placed = inColumns({ nodes, wires, marks, flip: scene.flip }, box ?? { width: 1, height: 1e9 });
  const offset = (i: number) => placed.moved[i] ?? [0, 0];
  const body = [
    ...groups.map((group, i) => groupSvg({ ...group, x: group.x + offset(i)[0], y: group.y + offset(i)[1] }, colour)),
    ...placed.nodes.filter(({ open }) => open).map((node) => frameSvg(node, colour)),
    ...placed.wires.map((wire) => wireSvg(wire, scene, always, colour)),
    ...placed.links.map(({ wire, corners }) => linkSvg(wire, cornered(corners), colour)),
    ...placed.nodes.filter(({ open }) => !open).map((node) => cardSvg(node, colour)),
    ...notes.map((note, i) => {
      const [dx, dy] = offset(groups.length + i);
      const [x, y] = note.position;
      return noteSvg({ ...note, position: [x + dx, y + dy] }, colour, widthOf);
    }),
  ].join('\n');
  const paper = ground === 'white' ? '#ffffff' : colour('paper');
  return {
    ...framed(placed.bounds, size),
    ground: ground === 'none' ? null : paper,
    body,
    ...(await typeOf(body, colour, paper)),
  };
}

/** With room around it; a slide has its own shape, in whose middle the drawing stands. */
function framed(bounds: Rect, size: PictureSize): Pick<Picture, 'frame' | 'scale'> {
  const frame = grow(bounds, PAD[size]);
  if (size === 'natural') return { frame, scale: 1 };
  const { width, height } = boxes[size];
  const scale = Math.min(width / frame.width, height / frame.height);
  if (size !== 'slide') return { frame, scale };
  const [w, h] = [width / scale, height / scale];
  return {
    frame: { x: frame.x - (w - frame.width) / 2, y: frame.y - (h - frame.height) / 2, width: w, height: h },
    scale,
  };
}

/** Which nodes belong to a part of the drawing. */
function chosen(part: PicturePart): (node: SceneNode) => boolean {
  const { selection } = get();
  if (part === 'view') {
    const seen = viewport()?.seen();
    return (node) => !seen || intersects(node, seen);
  }
  if (part === 'all') return () => true;
  const block = openBlock();
  const within = part === 'block' && block !== null ? [block] : [...selection];
  return ({ id }) => within.some((path) => id === path || id.startsWith(`${path}/`));
}

/** The open block that is selected, or in which the selection is; null where none is. */
export function openBlock(): string | null {
  const { scene, selection } = get();
  const [id] = selection;
  let node = id === undefined ? undefined : scene.byId.get(id);
  while (node && !node.open) node = node.parent === null ? undefined : scene.byId.get(node.parent);
  return node?.id ?? null;
}

/** Of a theme, whichever the window has. */
function coloursOf(theme: 'light' | 'dark'): Colour {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const probe = document.createElement('i');
    probe.dataset['theme'] = theme;
    document.body.append(probe);
    const value = getComputedStyle(probe).getPropertyValue(`--${name}`).trim();
    probe.remove();
    known.set(name, value);
    return value;
  };
}

/**
 * Style sheet of what is drawn: its fonts with their files, and the features of letters and figures that the window
 * has.
 */
async function typeOf(body: string, token: Colour, paper: string): Promise<Pick<Picture, 'style' | 'samples'>> {
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
    `text.halo{paint-order:stroke;stroke:${paper};stroke-width:4px;stroke-linejoin:round}`,
  ].join('\n');
  const samples = [
    ...plain.samples.map((character) => ({ character, mono: false })),
    ...mono.samples.map((character) => ({ character, mono: true })),
  ];
  return { style, samples };
}
