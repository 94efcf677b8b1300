import { intersects } from '../scene/bounds.ts';
import { volumeText } from '../scene/card-text.ts';
import type { Rect } from '../scene/route.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';
import type { Model } from '../state/model.ts';
import { isLabelled, labelOf, type Measure } from './block-labels.ts';
import { nodeTitle, outputVolume } from './card-data.ts';

/** By font and text; a name stands many times. */
const widths = new Map<string, number>();

/** What stands in the boxes: of the screen's size, whatever the zoom. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  scene: Scene,
  model: Model,
  seen: Rect,
  zoom: number,
  colour: (name: string) => string,
): void {
  const measure: Measure = (text, font) => {
    const key = font + text;
    let width = widths.get(key);
    if (width === undefined) {
      context.font = font;
      if (widths.size > 20_000) widths.clear();
      widths.set(key, (width = context.measureText(text).width));
    }
    return width;
  };
  context.textBaseline = 'middle';
  for (const node of scene.nodes) {
    if (node.open || !isLabelled(node.height * zoom) || !intersects(node, seen)) continue;
    const size = { width: node.width * zoom, height: node.height * zoom };
    for (const line of labelOf(
      farHeading(model, node),
      volumeText(outputVolume(model, node)),
      size,
      colour('font'),
      measure,
    )) {
      context.font = line.font;
      context.fillStyle = colour(line.strong ? 'ink' : 'dim');
      context.textAlign = line.right ? 'right' : 'left';
      context.fillText(line.text, node.x * zoom + line.x, node.y * zoom + line.y);
    }
  }
  context.textAlign = 'left';
}

/** As on the card: a block by its name, a layer by its title. */
function farHeading(model: Model, { kind, node, index, count }: SceneNode): string {
  const name = index === null ? node.id : `${node.id}/${index}`;
  const heading = kind.startsWith('block:') ? name : nodeTitle(model, kind);
  return count > 1 ? `${heading} × ${count}` : heading;
}

const LEAST_WIDTH = 90;

/** Titles of frames that are large enough for them. */
export function drawTitles(
  context: CanvasRenderingContext2D,
  frames: readonly SceneNode[],
  model: Model,
  seen: Rect,
  zoom: number,
  colour: (name: string) => string,
): void {
  context.font = `600 11px ${colour('font')}`;
  context.textBaseline = 'top';
  for (const frame of frames) {
    if (frame.width * zoom < LEAST_WIDTH || frame.height * zoom < 30 || !intersects(frame, seen)) continue;
    const title = `${nodeTitle(model, frame.kind)} ${frame.count > 1 ? `× ${frame.count}` : ''}`;
    const width = Math.min(context.measureText(title).width, frame.width * zoom - 14);
    context.globalAlpha = 0.88;
    context.fillStyle = colour('panel');
    context.fillRect(frame.x * zoom + 3, frame.y * zoom + 2, width + 8, 16);
    context.globalAlpha = 1;
    context.fillStyle = colour('ink');
    context.fillText(title, frame.x * zoom + 7, frame.y * zoom + 5, frame.width * zoom - 14);
  }
}
