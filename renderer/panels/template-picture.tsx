import { useEffect, useState } from 'react';
import { buildTemplate } from '../../engine/templates/build.ts';
import { familyOf } from '../scene/forms.ts';
import { pathData } from '../scene/route.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { modelOf } from '../state/model.ts';
import { defaultSettings } from '../state/store.ts';

export interface TemplateModel {
  readonly scene: Scene;
  readonly params: number;
}

const known = new Map<string, TemplateModel>();

/** The network's graph, laid out left to right; made one after the other, when the page has nothing else to do. */
export function useTemplateModel(name: string): TemplateModel | null {
  const [model, setModel] = useState<TemplateModel | null>(known.get(name) ?? null);
  useEffect(() => {
    if (model) return undefined;
    return whenIdle(() => {
      const { document } = buildTemplate(name);
      if (!document) return;
      const { drawing, totals } = modelOf(document, [], defaultSettings);
      const expanded = new Set(
        document.nodes.length <= 9
          ? document.nodes.filter(({ kind }) => kind.startsWith('block:')).map(({ id }) => id)
          : [],
      );
      const made = {
        scene: sceneOf(drawing, drawing.root, { flip: true, expanded, positions: {} }),
        params: totals.params,
      };
      known.set(name, made);
      setModel(made);
    });
  }, [name, model]);
  return model;
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

/** Blocks and wires without words. Long networks are shown from their beginning. */
export function TemplatePicture({ scene }: { readonly scene: Scene }) {
  const { x, y, height, width } = scene.bounds;
  const pad = 30;
  const shownWidth = Math.min(width, Math.max(height * 3.2, 2000));
  return (
    <svg
      viewBox={`${x - pad} ${y - pad} ${shownWidth + 2 * pad} ${height + 2 * pad}`}
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
