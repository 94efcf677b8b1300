import { intersects, wireBounds } from '../scene/bounds.ts';
import { familyOf } from '../scene/forms.ts';
import type { Rect } from '../scene/route.ts';
import type { Scene, SceneNode, SceneWire } from '../scene/scene.ts';
import { gradients } from '../state/gradients.ts';
import { type Model, sumAt } from '../state/model.ts';
import { overlayStore } from '../state/overlay.ts';
import { profileStore } from '../state/profile.ts';
import { heatColour, heatOf, normHeat } from '../theme/heat.ts';
import { isLabelled } from './block-labels.ts';
import { drawLabels, drawTitles } from './block-text.ts';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

type Colours = ReadonlyMap<string, string>;

const names = [
  'font',
  'paper',
  'panel',
  'line',
  'line-strong',
  'ink',
  'dim',
  'wire',
  'skip',
  'accent',
  'danger',
  'io',
  'conv',
  'norm',
  'activation',
  'pool',
  'merge',
  'block',
  'other',
  'heat-0',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'heat-5',
] as const;

export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  return new Map(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

interface Prepared {
  readonly frames: readonly SceneNode[];
  /** Plain nodes by colour. */
  readonly cards: ReadonlyMap<string, readonly SceneNode[]>;
  /** Path of every wire of a kind, in canvas coordinates. */
  readonly wires: readonly {
    readonly skip: boolean;
    readonly chunks: readonly { readonly bounds: Rect; readonly path: Path2D }[];
  }[];
}

const CHUNK = 64;
const prepared = new WeakMap<Scene, Prepared>();

/** Everything sorted by colour once a scene, so that a frame is few fills and strokes. */
function prepare(scene: Scene): Prepared {
  const before = prepared.get(scene);
  if (before) return before;
  const cards = new Map<string, SceneNode[]>();
  for (const node of scene.nodes) {
    if (node.open) continue;
    const colour = familyOf(node.kind);
    const list = cards.get(colour);
    if (list) list.push(node);
    else cards.set(colour, [node]);
  }
  const kinds = [false, true].map((skip) => ({
    skip,
    chunks: chunksOf(scene.wires.filter((wire) => wire.skip === skip)),
  }));
  const made = { frames: scene.nodes.filter(({ open }) => open), cards, wires: kinds };
  prepared.set(scene, made);
  return made;
}

function chunksOf(wires: readonly SceneWire[]): readonly { readonly bounds: Rect; readonly path: Path2D }[] {
  const chunks: { bounds: Rect; path: Path2D }[] = [];
  for (let at = 0; at < wires.length; at += CHUNK) {
    const path = new Path2D();
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const wire of wires.slice(at, at + CHUNK)) {
      const { route, dx, dy, flip } = wire;
      const p = (x: number, y: number): readonly [number, number] => (flip ? [y + dx, x + dy] : [x + dx, y + dy]);
      path.moveTo(...p(...route.start));
      for (const [a, b, c, d, e, f] of route.curves) path.bezierCurveTo(...p(a, b), ...p(c, d), ...p(e, f));
      const { x, y, width, height } = wireBounds(wire);
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + width);
      bottom = Math.max(bottom, y + height);
    }
    chunks.push({ bounds: { x: left, y: top, width: right - left, height: bottom - top }, path });
  }
  return chunks;
}

/**
 * The drawing from afar: coloured blocks with what they are and put out, plain ones where that has no room, wires, and
 * the titles of frames that are large enough. One canvas, however many nodes.
 */
export function drawBlocks(
  canvas: HTMLCanvasElement,
  {
    scene,
    model,
    selection,
  }: { readonly scene: Scene; readonly model: Model; readonly selection: ReadonlySet<string> },
  { x, y, zoom }: Viewport,
  colours: Colours,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = canvas.width / Math.max(1, canvas.clientWidth);
  const colour = (name: string): string => colours.get(name) ?? '#888';
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const seen: Rect = {
    x: -x / zoom,
    y: -y / zoom,
    width: canvas.clientWidth / zoom,
    height: canvas.clientHeight / zoom,
  };
  const { frames, cards, wires } = prepare(scene);

  for (const frame of frames) {
    if (!intersects(frame, seen)) continue;
    context.fillStyle = colour('panel');
    context.globalAlpha = 0.55;
    context.fillRect(frame.x, frame.y, frame.width, frame.height);
    context.globalAlpha = 1;
    context.strokeStyle = colour(selection.has(frame.id) ? 'accent' : 'line-strong');
    context.lineWidth = (selection.has(frame.id) ? 2 : 1) / zoom;
    context.strokeRect(frame.x, frame.y, frame.width, frame.height);
  }

  for (const { skip, chunks } of wires) {
    context.strokeStyle = colour(skip ? 'skip' : 'wire');
    context.lineWidth = Math.max(skip ? 2.4 : 1.4, (skip ? 1.2 : 0.7) / zoom);
    for (const { bounds, path } of chunks) if (intersects(bounds, seen)) context.stroke(path);
  }

  for (const [family, nodes] of cards) {
    const inside = nodes.filter((node) => intersects(node, seen));
    const [labelled, plain] = [[] as SceneNode[], [] as SceneNode[]];
    for (const node of inside) (isLabelled(node.height * zoom) ? labelled : plain).push(node);
    context.fillStyle = colour(family);
    fillAll(context, plain);
    // Text stands on what it stands on in a card, with the family's colour at its left, and faintly behind it.
    context.fillStyle = colour('panel');
    fillAll(context, labelled);
    context.fillStyle = colour(family);
    context.globalAlpha = 0.16;
    fillAll(context, labelled);
    context.globalAlpha = 1;
    fillAll(context, labelled, STRIPE / zoom);
  }
  drawHeat(context, scene, model, seen, zoom, colour);
  drawMarks(context, scene, model, selection, seen, zoom, colour);
  context.setTransform(ratio, 0, 0, ratio, ratio * x, ratio * y);
  drawLabels(context, scene, model, seen, zoom, colour);
  drawTitles(context, frames, model, seen, zoom, colour);
}

/** Of the colour at a labelled box's left, in pixels. */
const STRIPE = 3;

function fillAll(context: CanvasRenderingContext2D, nodes: readonly SceneNode[], width = Infinity): void {
  context.beginPath();
  for (const node of nodes) context.rect(node.x, node.y, Math.min(width, node.width), node.height);
  context.fill();
}

/** A stripe under what costs much: in multiplications, or in measured time. */
function drawHeat(
  context: CanvasRenderingContext2D,
  scene: Scene,
  model: Model,
  seen: Rect,
  zoom: number,
  colour: (name: string) => string,
): void {
  const { overlay } = overlayStore.getState();
  const { report, fit } = gradients.getState();
  if (overlay === 'gradients' && report && fit !== 'other') {
    drawNorms(context, scene, report.norms, seen, colour);
    return;
  }
  const total = model.totals.operations;
  const { measured } = profileStore.getState();
  const timings = overlay === 'measured' ? measured?.timings : undefined;
  for (const node of scene.nodes) {
    if (node.open || !intersects(node, seen)) continue;
    const share = timings ? (timings.get(node.id)?.share ?? 0) : total > 0 ? sumAt(model, node.id).inferred / total : 0;
    if (share <= 0.02) continue;
    context.fillStyle = colour(`heat-${heatOf(share)}`);
    // Thinner below text.
    const height = isLabelled(node.height * zoom) ? 7 : 14;
    context.fillRect(node.x, node.y + node.height - height, node.width * Math.min(1, Math.max(share, 0.04)), height);
  }
}

/** Along the right side of what has weights: the norm of their gradient. */
function drawNorms(
  context: CanvasRenderingContext2D,
  scene: Scene,
  norms: ReadonlyMap<string, number>,
  seen: Rect,
  colour: (name: string) => string,
): void {
  for (const node of scene.nodes) {
    const norm = norms.get(node.id);
    if (norm === undefined || node.open || !intersects(node, seen)) continue;
    context.fillStyle = heatColour(normHeat(norm), colour);
    context.fillRect(node.x + node.width * 0.7, node.y, node.width * 0.3, node.height);
  }
}

function drawMarks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  model: Model,
  selection: ReadonlySet<string>,
  seen: Rect,
  zoom: number,
  colour: (name: string) => string,
): void {
  const marked = [...selection].map((id) => ({ node: scene.byId.get(id), name: 'accent' }));
  for (const path of model.problemsAt.keys()) marked.push({ node: scene.byId.get(path), name: 'danger' });
  for (const { node, name } of marked) {
    if (!node || node.open || !intersects(node, seen)) continue;
    context.strokeStyle = colour(name);
    context.lineWidth = 3 / zoom;
    context.strokeRect(node.x, node.y, node.width, node.height);
  }
}

/** The innermost node at a point of the canvas. */
export function nodeAt(scene: Scene, px: number, py: number): SceneNode | null {
  for (let i = scene.nodes.length - 1; i >= 0; i--) {
    const { x, y, width, height } = scene.nodes[i]!;
    if (px >= x && px <= x + width && py >= y && py <= y + height) return scene.nodes[i]!;
  }
  return null;
}
