import { compact } from '../../engine/base/format.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { text } from '../language/text.ts';
import { volumeText } from '../scene/card-text.ts';
import { familyOf } from '../scene/forms.ts';
import { miniatureOf } from '../scene/miniature.ts';
import type { Plan } from '../scene/plan.ts';
import { pathData } from '../scene/route.ts';
import type { Scene, SceneNode, SceneWire } from '../scene/scene.ts';
import { overlayStore } from '../state/overlay.ts';
import { get } from '../state/store.ts';
import { heatOf, normHeat } from '../theme/heat.ts';
import { type CardData, cardOf, headingOf, outputVolume, paramsText, shortPercent } from './card-data.ts';
import { miniatureSize } from './miniature.tsx';
import { readingOf } from './reading.tsx';
import { type Colour, clipped, label, widthOf } from './svg.ts';

export function wireSvg(wire: SceneWire, scene: Scene, always: boolean, colour: Colour): string {
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

/** A wire that leads from one column of the picture to another. */
export const linkSvg = ({ skip }: SceneWire, path: string, colour: Colour): string =>
  `<path d="${path}" fill="none" stroke="${colour(skip ? 'skip' : 'wire')}" stroke-width="${skip ? 2.6 : 1.6}"/>`;

const timesOf = (title: string, { count }: CardData): string => (count > 1 ? `${title} × ${count}` : title);

export function frameSvg(node: SceneNode, colour: Colour): string {
  const card = cardOf(get().model, node);
  const title = timesOf(card.title, card);
  return [
    `<rect x="${node.x}" y="${node.y}" width="${node.width}" height="${node.height}" rx="14" fill="${colour('panel')}" fill-opacity="0.5" stroke="${colour('line-strong')}"/>`,
    label(node.x + 14, node.y + 21, title, 13, colour('ink'), 'font-weight="640"'),
  ].join('');
}

/** How much wider a title is than text of a note. */
const TITLE = 1.1;
const titleWidth = (text: string): number => TITLE * widthOf(text);
/** Of a line of parameters, which is smaller than the text of a note. */
const lineWidth = (text: string): number => (11.5 / 13) * widthOf(text);
/** Of one letter of a node's name. */
const MONO_WIDTH = 6.4;

export function cardSvg(node: SceneNode, colour: Colour): string {
  const { x, y, width, height, form } = node;
  const card = cardOf(get().model, node);
  const tint = colour(familyOf(node.kind));
  const box = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${form === 'pill' ? 13 : 9}" fill="${colour('panel')}" stroke="${colour(card.errors > 0 ? 'danger' : 'line')}"/>`;
  const bar =
    form === 'pill'
      ? ''
      : `<rect x="${x - 0.5}" y="${y + 9}" width="3" height="${height - 18}" rx="1.5" fill="${tint}"/>`;
  const [heading, beside] = headingOf(card);
  // Where text begins: right of the volume, or of what is inside.
  const left = x + (card.inside ? 74 : 60);
  const textWidth = x + width - 11 - left;
  const volumeRoom = form === 'card' ? 0 : TITLE * lineWidth(card.volume) + 6;
  const title = clipped(timesOf(heading, card), form === 'card' ? textWidth : width - 23 - volumeRoom, titleWidth);
  const lineRoom = form === 'card' ? textWidth : width - 29 - titleWidth(title) - volumeRoom;
  const line = clipped(card.line, lineRoom, lineWidth);
  if (form !== 'card')
    return [
      box,
      bar,
      label(x + 12, y + height / 2 + 4.5, title, form === 'pill' ? 11.5 : 13, colour('ink'), 'font-weight="600"'),
      line === '' ? '' : label(x + 18 + TITLE * widthOf(title), y + height / 2 + 4, line, 11.5, colour('dim')),
      volumeSvg(x + width - 11, y + height / 2 + 4, card.volume, 11.5, colour, 'text-anchor="end"'),
    ].join('');
  const reading = readingOf(node.id);
  const byTime = overlayStore.getState().overlay === 'measured';
  const share = byTime ? (reading?.share ?? 0) : card.share;
  const said = byTime || card.operations === 0 ? '' : shareOrUse(card.use, card.share, shortPercent);
  // A narrow card has room for the number alone.
  const figures = compact(card.operations) + said;
  const fits = (11 / 13) * widthOf(`${figures}${paramsText(card)}`) + 20 < textWidth - 1;
  const corner = reading?.said ?? (fits || card.params === 0 ? paramsText(card) : compact(card.params));
  const strip = reading && reading.norm !== null ? stripSvg(node, reading.norm, colour) : '';
  const right = strip === '' ? 11 : 15;
  const counted = card.operations > 0 || card.params > 0 || reading !== null;
  // Rows of 17, 15, 16 and 21 pixels, in the middle of the card; each label stands on its baseline.
  const rows = 33 + (line === '' ? 0 : 15) + (counted ? 21 : 0);
  const base = y + (height - rows) / 2 + 13.5;
  const below = base + (line === '' ? 16 : 31);
  const besideWidth = card.isBlock ? widthOf(beside) : MONO_WIDTH * beside.length;
  const named = TITLE * widthOf(title) + besideWidth < textWidth - 11;
  const besideSvg = card.isBlock
    ? label(x + width - 11, base, beside, 11.5, colour('dim'), 'text-anchor="end"')
    : label(x + width - 11, base, beside, 10.5, colour('faint'), 'text-anchor="end" class="mono"');
  return [
    box,
    bar,
    card.inside
      ? miniatureSvg(card.inside, x + 38, y + height / 2, colour)
      : glyphSvg(card.volumeKey, x + 33, y + height / 2, tint),
    label(left, base, title, 13, colour('ink'), 'font-weight="620"'),
    named ? besideSvg : '',
    line === '' ? '' : label(left, base + 15, line, 11.5, colour('dim')),
    volumeSvg(left, below, card.volume, 12, colour),
    counted
      ? `<rect x="${left}" y="${below + 6}" width="${textWidth - 1}" height="3" rx="1.5" fill="${colour('line')}"/><rect x="${left}" y="${below + 6}" width="${Math.max(2, (textWidth - 1) * share)}" height="3" rx="1.5" fill="${colour(`heat-${heatOf(share)}`)}"/>`
      : '',
    card.operations > 0
      ? `<text x="${left}" y="${below + 22}" font-size="11" fill="${colour('dim')}" class="figures"><tspan font-weight="620" fill="${colour('ink')}">${compact(card.operations)}</tspan><tspan dx="7">${said.replace('<', '&lt;')}</tspan></text>`
      : '',
    corner === ''
      ? ''
      : label(x + width - right, below + 22, corner, 11, colour('dim'), 'text-anchor="end" class="figures"'),
    strip,
  ].join('');
}

/** Rows × columns × **channels**. */
function volumeSvg(x: number, y: number, volume: string, size: number, colour: Colour, extra = ''): string {
  const cut = volume.lastIndexOf('×') + 1;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour('dim')}" ${extra} class="figures">${volume.slice(0, cut)}<tspan font-weight="640" fill="${colour('ink')}">${volume.slice(cut)}</tspan></text>`;
}

/** Along the card's right side, in the nearest colour of the scale. */
const stripSvg = ({ x, y, width, height }: SceneNode, norm: number, colour: Colour): string =>
  `<path d="M${x + width - 7} ${y + 0.5}q7 0 7 8v${height - 17}q0 8 -7 8z" fill="${colour(`heat-${Math.round(normHeat(norm))}`)}"/>`;

/** What is inside of a block, around a middle. */
function miniatureSvg(plan: Plan, cx: number, cy: number, colour: Colour): string {
  const { width, height, wires, skips, boxes } = miniatureOf(plan);
  const size = miniatureSize(plan);
  const line = (path: string, name: string, thick: number): string =>
    `<path d="${path}" fill="none" stroke="${colour(name)}" stroke-width="${thick}" vector-effect="non-scaling-stroke"/>`;
  return [
    `<svg x="${cx - size.width / 2}" y="${cy - size.height / 2}" width="${size.width}" height="${size.height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">`,
    line(wires, 'wire', 1.1),
    line(skips, 'skip', 1.8),
    ...boxes.map(({ family, path }) => `<path d="${path}" fill="${colour(family)}"/>`),
    '</svg>',
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
