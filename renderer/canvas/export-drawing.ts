import { compact } from '../../engine/base/format.ts';
import { text } from '../language/text.ts';
import { grow } from '../scene/bounds.ts';
import { volumeText } from '../scene/card-text.ts';
import { familyOf } from '../scene/forms.ts';
import { pathData } from '../scene/route.ts';
import type { Scene, SceneNode, SceneWire } from '../scene/scene.ts';
import { scopePlace } from '../state/gestures.ts';
import { notesOf } from '../state/marks.ts';
import { get } from '../state/store.ts';
import { heatOf } from '../theme/heat.ts';
import { cardOf, outputVolume, shortPercent } from './card-data.ts';
import { fontFaces } from './export-fonts.ts';
import { groupSvg, noteSvg } from './export-marks.ts';
import { drawnBounds, placedGroups } from './mark-places.ts';
import { type Colour, label, unescape } from './svg.ts';

/** Around the drawing. */
const PAD = 60;

/** The drawing as it is seen, with its annotations: cards, wires, frames, groups, notes, in the colours of the theme. */
export async function drawingSvg(): Promise<string> {
  const { scene, settings } = get();
  const colour = token;
  const { x, y, width, height } = grow(drawnBounds(scene), PAD);
  const always = settings.wireLabels === 'always';
  const frames = scene.nodes.filter(({ open }) => open).map((node) => frameSvg(node, colour));
  const wires = scene.wires.map((wire) => wireSvg(wire, scene, always, colour));
  const cards = scene.nodes.filter(({ open }) => !open).map((node) => cardSvg(node, colour));
  const drawn = [
    ...placedGroups(scene).map((group) => groupSvg(group, colour)),
    ...frames,
    ...wires,
    ...cards,
    ...notesOf(scopePlace().definition).map((note) => noteSvg(note, colour, widthOf)),
  ].join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">`,
    `<style>${await typeOf(drawn)}</style>`,
    `<rect x="${x}" y="${y}" width="100%" height="100%" fill="${colour('paper')}"/>`,
    drawn,
    '</svg>',
  ].join('\n');
}

/** Of the theme, by its name. */
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Style sheet of what is drawn: its fonts with their files, and the features of letters and figures that the window has. */
async function typeOf(drawn: string): Promise<string> {
  const texts = [...drawn.matchAll(/(class="mono")?>([^<]+)</g)];
  const of = (mono: boolean): string =>
    texts.flatMap(([, inMono, text]) => ((inMono !== undefined) === mono ? [unescape(text!)] : [])).join('');
  const { fontFeatureSettings, fontVariantNumeric } = getComputedStyle(document.body);
  return [
    await fontFaces(of(false), token('font')),
    await fontFaces(of(true), token('mono')),
    `text{font-family:${token('font')};font-feature-settings:${fontFeatureSettings};font-variant-numeric:${fontVariantNumeric}}`,
    `text.mono{font-family:${token('mono')}}`,
    `text.halo{paint-order:stroke;stroke:${token('paper')};stroke-width:4px;stroke-linejoin:round}`,
  ].join('\n');
}

/** Width of a note's text, as the browser sets it. */
function widthOf(text: string): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return 7 * text.length;
  pen.font = `13px ${token('font')}`;
  return pen.measureText(text).width;
}

let pen: CanvasRenderingContext2D | null = null;

function wireSvg(wire: SceneWire, scene: Scene, always: boolean, colour: Colour): string {
  const { route, flip, dx, dy, skip, identity } = wire;
  const [a, b] = route.label;
  const [x, y] = flip ? [b + dx, a + dy] : [a + dx, b + dy];
  const source = scene.byId.get(wire.from);
  const shape = always && source ? volumeText(outputVolume(get().model, source)) : '';
  return [
    `<path d="${pathData(route, flip, dx, dy)}" fill="none" stroke="${colour(skip ? 'skip' : 'wire')}" stroke-width="${skip ? 2.6 : 1.6}"/>`,
    shape === '' ? '' : label(x + 8, y + 4, shape, 11, colour('dim'), 'font-weight="500" class="halo"'),
    identity && !flip
      ? label(
          x + 8,
          y - (always ? 12 : 0) + 4,
          text('wire.identity'),
          11,
          colour('skip'),
          'font-weight="600" class="halo"',
        )
      : '',
  ].join('');
}

function frameSvg(node: SceneNode, colour: Colour): string {
  const card = cardOf(get().model, node);
  const title = `${card.title}${card.count > 1 ? ` × ${card.count}` : ''}`;
  return [
    `<rect x="${node.x}" y="${node.y}" width="${node.width}" height="${node.height}" rx="14" fill="${colour('panel')}" fill-opacity="0.5" stroke="${colour('line-strong')}"/>`,
    label(node.x + 14, node.y + 21, title, 13, colour('ink'), 'font-weight="640"'),
  ].join('');
}

/** Of one letter of a node's name. */
const MONO_WIDTH = 6.4;

function cardSvg(node: SceneNode, colour: Colour): string {
  const { x, y, width, height, form } = node;
  const card = cardOf(get().model, node);
  const tint = colour(familyOf(node.kind));
  const box = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${form === 'pill' ? 13 : 9}" fill="${colour('panel')}" stroke="${colour(card.errors > 0 ? 'danger' : 'line')}"/>`;
  const bar =
    form === 'pill'
      ? ''
      : `<rect x="${x - 0.5}" y="${y + 9}" width="3" height="${height - 18}" rx="1.5" fill="${tint}"/>`;
  const title = `${card.title}${card.count > 1 ? ` × ${card.count}` : ''}`;
  if (form !== 'card')
    return [
      box,
      bar,
      label(x + 12, y + height / 2 + 4.5, title, form === 'pill' ? 11.5 : 13, colour('ink'), 'font-weight="600"'),
      label(x + width - 11, y + height / 2 + 4, card.volume, 11.5, colour('dim'), 'text-anchor="end"'),
    ].join('');
  const counted = card.operations > 0 || card.params > 0;
  const line = card.line === '' && card.isBlock ? card.name : card.line;
  const base = y + (counted ? 22 : line === '' ? 36 : 30);
  const named = !card.isBlock && 1.1 * widthOf(title) + MONO_WIDTH * card.name.length < width - 82;
  const below = base + (line === '' && !counted ? 16 : 31);
  return [
    box,
    bar,
    glyphSvg(card.volumeKey, x + 33, y + height / 2, tint),
    label(x + 60, base, title, 13, colour('ink'), 'font-weight="620"'),
    named ? label(x + width - 11, base, card.name, 10.5, colour('faint'), 'text-anchor="end" class="mono"') : '',
    line === '' ? '' : label(x + 60, base + 15, line, 11.5, colour('dim')),
    label(x + 60, below, card.volume, 12, colour('ink')),
    counted
      ? `<rect x="${x + 60}" y="${base + 37}" width="${width - 72}" height="3" rx="1.5" fill="${colour('line')}"/><rect x="${x + 60}" y="${base + 37}" width="${Math.max(2, (width - 72) * card.share)}" height="3" rx="1.5" fill="${colour(`heat-${heatOf(card.share)}`)}"/>`
      : '',
    card.operations > 0
      ? label(x + 60, base + 53, `${compact(card.operations)}  ${shortPercent(card.share)}`, 11, colour('ink'))
      : '',
    card.params > 0
      ? label(
          x + width - 11,
          base + 53,
          `${compact(card.params)} ${text('card.paramsShort')}`,
          11,
          colour('dim'),
          'text-anchor="end"',
        )
      : '',
  ].join('');
}

function glyphSvg(key: string, cx: number, cy: number, tint: string): string {
  const dims = key === '' ? [] : key.split(',').map(Number);
  if (dims.length === 0) return '';
  const vector = dims.length !== 3;
  const [rows = 1, columns = 1, channels = 1] = vector ? [1, 1, dims[0]!] : dims;
  const side = (n: number): number => Math.min(27, 4 + 2.6 * Math.log2(n + 1));
  const w = vector ? 5 : side(columns);
  const h = vector ? 5 : side(rows);
  const d = vector ? 6 + 3.2 * Math.log2(channels + 1) : Math.min(27, 1.5 + 2.1 * Math.log2(channels));
  const [dx, dy] = [d * 0.78, d * 0.52];
  const [x, y] = [cx - (w + dx) / 2, cy - (h - dy) / 2];
  return `<g fill="${tint}"><path opacity="0.5" d="M${x} ${y}l${dx} ${-dy}h${w}l${-dx} ${dy}z"/><path opacity="0.72" d="M${x + w} ${y}l${dx} ${-dy}v${h}l${-dx} ${dy}z"/><path d="M${x} ${y}h${w}v${h}h${-w}z"/></g>`;
}

const MOST_PIXELS = 8192;

/** The same as a picture with two pixels a point, fewer where it would grow beyond what a browser can paint. */
export async function drawingPng(): Promise<Uint8Array> {
  const svg = await drawingSvg();
  const { width, height } = grow(drawnBounds(get().scene), PAD);
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MOST_PIXELS / width, MOST_PIXELS / height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (!context) return new Uint8Array();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  } finally {
    URL.revokeObjectURL(url);
  }
}
