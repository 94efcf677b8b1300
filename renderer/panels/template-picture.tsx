import { useEffect, useState } from 'react';
import type { LoomDocument } from '../../engine/design/document.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import type { Drawing } from '../scene/drawing.ts';
import { familyOf } from '../scene/forms.ts';
import type { Rect } from '../scene/route.ts';
import { pathData } from '../scene/route.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { isJoin, isWorthOpening } from '../scene/telling.ts';
import { modelOf } from '../state/model.ts';
import { defaultSettings } from '../state/store.ts';

export interface TemplateModel {
  readonly scene: Scene;
  /** What to show of it. */
  readonly seen: Rect;
  readonly params: number;
  readonly multiplies: number;
  /** How often each repeated node of the design stands there; empty where none does. */
  readonly stages: readonly number[];
  readonly layers: number;
}

const known = new Map<string, TemplateModel>();

/** The network's graph, laid out left to right; made one after the other, when the page has nothing else to do. */
export const useTemplateModel = (name: string): TemplateModel | null =>
  useModel(name, () => buildTemplate(name).document);

/** The same of a draft; null too where it cannot be read. */
export const useDraftModel = (id: string, name: string, text: string): TemplateModel | null =>
  useModel(`draft ${id} ${text.length}`, () => parseDocument(text, name).document);

function useModel(key: string, read: () => LoomDocument | null | undefined): TemplateModel | null {
  const [model, setModel] = useState<TemplateModel | null>(known.get(key) ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is read
  useEffect(() => {
    if (model) return undefined;
    return whenIdle(() => {
      const document = read();
      if (!document) return;
      const { drawing, totals, analysis } = modelOf(document, [], defaultSettings);
      const made = {
        ...characteristic(drawing),
        params: totals.params,
        multiplies: analysis.totals.multiplies,
        stages: stagesOf(drawing),
        layers: analysis.nodes.length,
      };
      known.set(key, made);
      setModel(made);
    });
  }, [key, model]);
  return model;
}

const ASPECT = 2.9;

/** Opens the first block, and the first in that, until a skip or a join can be seen: what the network is known by. */
function characteristic(drawing: Drawing): { readonly scene: Scene; readonly seen: Rect } {
  const expanded = new Set<string>();
  const draw = (): Scene => sceneOf(drawing, drawing.root, { flip: true, expanded: new Set(expanded), positions: {} });
  let scene = draw();
  let opened: string | null = null;
  for (
    let level = 0;
    level < 5 && !scene.wires.some(({ skip }) => skip) && !scene.nodes.some(({ kind }) => isJoin(kind));
    level++
  ) {
    const next = scene.nodes.find((node) => node.parent === opened && isWorthOpening(node.kind, node.count));
    if (!next) break;
    opened = next.id;
    expanded.add(next.id);
    scene = draw();
  }
  const { bounds } = scene;
  const frame = opened === null ? null : scene.byId.get(opened);
  const width = Math.min(bounds.width, Math.max(bounds.height * ASPECT, 1500, (frame?.width ?? 0) + 240));
  const centre = frame ? frame.x + frame.width / 2 : bounds.x + width / 2;
  const x = Math.min(Math.max(bounds.x, centre - width / 2), bounds.x + bounds.width - width);
  return { scene, seen: { x, y: bounds.y, width, height: bounds.height } };
}

function stagesOf(drawing: Drawing): readonly number[] {
  const { nodes } = sceneOf(drawing, drawing.root, { flip: true, expanded: new Set(), positions: {} });
  const counts = nodes.filter(({ node }) => node.repeat !== undefined).map(({ count }) => count);
  return counts.some((count) => count > 1) ? counts : [];
}

const waiting: (() => void)[] = [];
let scheduled = false;

function whenIdle(work: () => void): () => void {
  waiting.push(work);
  if (!scheduled) schedule();
  return () => {
    const at = waiting.indexOf(work);
    if (at >= 0) waiting.splice(at, 1);
  };
}

function schedule(): void {
  scheduled = true;
  requestIdleCallback(
    (deadline) => {
      do waiting.shift()?.();
      while (deadline.timeRemaining() > 6 && waiting.length > 0);
      scheduled = false;
      if (waiting.length > 0) schedule();
    },
    { timeout: 200 },
  );
}

/** Blocks and wires without words. */
export function TemplatePicture({ scene, seen }: { readonly scene: Scene; readonly seen: Rect }) {
  const { x, y, width, height } = seen;
  const pad = 30;
  return (
    <svg
      viewBox={`${x - pad} ${y - pad} ${width + 2 * pad} ${height + 2 * pad}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
    >
      {scene.nodes.map((node) =>
        node.open ? (
          <rect
            key={node.id}
            x={node.x}
            y={node.y}
            width={node.width}
            height={node.height}
            rx="20"
            className="picture-frame"
          />
        ) : null,
      )}
      {scene.wires.map((wire) => (
        <path
          key={wire.id}
          d={pathData(wire.route, wire.flip, wire.dx, wire.dy)}
          className={wire.skip ? 'picture-skip' : 'picture-wire'}
        />
      ))}
      {scene.nodes.map((node) =>
        node.open ? null : (
          <rect
            key={node.id}
            x={node.x}
            y={node.y}
            width={node.width}
            height={node.height}
            rx="12"
            fill={`var(--${familyOf(node.kind)})`}
          />
        ),
      )}
    </svg>
  );
}
