import { compact, percent } from '../../engine/base/format.ts';
import { familyOf } from '../scene/forms.ts';
import { pathData } from '../scene/route.ts';
import type { SceneNode } from '../scene/scene.ts';
import { get } from '../state/store.ts';
import { heatOf } from '../theme/heat.ts';
import { cardOf } from './card-data.ts';

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The drawing as it is seen, with its annotations: cards, wires, frames, in the colours of the theme. */
export function drawingSvg(): string {
  const { scene } = get();
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const { x, y, width, height } = scene.bounds;
  const pad = 60;
  const frames = scene.nodes.filter(({ open }) => open).map((node) => frameSvg(node, colour));
  const wires = scene.wires.map(
    (wire) =>
      `<path d="${pathData(wire.route, wire.flip, wire.dx, wire.dy)}" fill="none" stroke="${colour(wire.skip ? 'skip' : 'wire')}" stroke-width="${wire.skip ? 2.6 : 1.6}"/>`,
  );
  const cards = scene.nodes.filter(({ open }) => !open).map((node) => cardSvg(node, colour));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * pad}" height="${height + 2 * pad}" viewBox="${x - pad} ${y - pad} ${width + 2 * pad} ${height + 2 * pad}" font-family="Inter, system-ui, sans-serif">`,
    `<rect x="${x - pad}" y="${y - pad}" width="100%" height="100%" fill="${colour('paper')}"/>`,
    ...frames,
    ...wires,
    ...cards,
    '</svg>',
  ].join('\n');
}

type Colour = (name: string) => string;

const label = (x: number, y: number, text: string, size: number, fill: string, extra = ''): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" ${extra}>${escape(text)}</text>`;

function frameSvg(node: SceneNode, colour: Colour): string {
  const card = cardOf(get().model, node);
  const title = `${card.title}${card.count > 1 ? ` × ${card.count}` : ''}`;
  return [
    `<rect x="${node.x}" y="${node.y}" width="${node.width}" height="${node.height}" rx="14" fill="${colour('panel')}" fill-opacity="0.5" stroke="${colour('line-strong')}"/>`,
    label(node.x + 14, node.y + 21, title, 13, colour('ink'), 'font-weight="640"'),
  ].join('');
}

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
  const base = y + (counted ? 22 : 30);
  return [
    box,
    bar,
    glyphSvg(card.volumeKey, x + 33, y + height / 2, tint),
    label(x + 60, base, title, 13, colour('ink'), 'font-weight="620"'),
    label(x + 60, base + 15, card.line, 11.5, colour('dim')),
    label(x + 60, base + 31, card.volume, 12, colour('ink')),
    counted
      ? `<rect x="${x + 60}" y="${base + 37}" width="${width - 72}" height="3" rx="1.5" fill="${colour('line')}"/><rect x="${x + 60}" y="${base + 37}" width="${Math.max(2, (width - 72) * card.share)}" height="3" rx="1.5" fill="${colour(`heat-${heatOf(card.share)}`)}"/>`
      : '',
    card.operations > 0
      ? label(x + 60, base + 53, `${compact(card.operations)}  ${percent(card.share)}`, 11, colour('ink'))
      : '',
    card.params > 0
      ? label(x + width - 11, base + 53, `${compact(card.params)} par`, 11, colour('dim'), 'text-anchor="end"')
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
  const svg = drawingSvg();
  const { width, height } = get().scene.bounds;
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MOST_PIXELS / (width + 120), MOST_PIXELS / (height + 120));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round((width + 120) * scale);
    canvas.height = Math.round((height + 120) * scale);
    const context = canvas.getContext('2d');
    if (!context) return new Uint8Array();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  } finally {
    URL.revokeObjectURL(url);
  }
}
