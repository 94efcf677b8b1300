import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { grow, intersects, wireBounds } from '../scene/bounds.ts';
import { volumeText } from '../scene/card-text.ts';
import { pathData, type Rect } from '../scene/route.ts';
import type { Scene, SceneWire } from '../scene/scene.ts';
import type { Model } from '../state/model.ts';
import { store } from '../state/store.ts';
import { outputVolume } from './card-data.ts';

/** All wires near the viewport, under the cards. Skips are the only warm, heavy lines. */
export const Wires = memo(function Wires({
  scene,
  visible,
  target,
}: {
  readonly scene: Scene;
  readonly visible: Rect;
  /** The wire that something is about to be dropped onto. */
  readonly target: string | null;
}) {
  const selected = useStore(store, ({ wire }) => wire);
  const model = useStore(store, ({ model }) => model);
  const selection = useStore(store, ({ selection }) => selection);
  const always = useStore(store, ({ settings }) => settings.wireLabels === 'always');
  const shown = useMemo(
    () => scene.wires.filter((wire) => intersects(wireBounds(wire), grow(visible, 60))),
    [scene, visible],
  );
  return (
    <svg className="wires" aria-hidden="true">
      {shown.map((wire) => (
        <Wire
          key={wire.id}
          wire={wire}
          shape={labelOf(model, scene, wire)}
          mode={
            wire.id === target
              ? 'target'
              : wire.id === selected
                ? 'selected'
                : selection.has(wire.from) || selection.has(wire.to)
                  ? 'near'
                  : 'plain'
          }
          always={always}
        />
      ))}
    </svg>
  );
});

function labelOf(model: Model, scene: Scene, wire: SceneWire): string {
  const source = scene.byId.get(wire.from);
  return source ? volumeText(outputVolume(model, source)) : '';
}

const Wire = memo(
  function Wire({
    wire,
    shape,
    mode,
    always,
  }: {
    readonly wire: SceneWire;
    readonly shape: string;
    readonly mode: 'plain' | 'near' | 'selected' | 'target';
    readonly always: boolean;
  }) {
    const t = useText();
    const d = pathData(wire.route, wire.flip, wire.dx, wire.dy);
    const [a, b] = wire.route.label;
    const [x, y] = wire.flip ? [b + wire.dx, a + wire.dy] : [a + wire.dx, b + wire.dy];
    return (
      <g className={`wire ${mode}${wire.skip ? ' skip' : ''}${always ? ' labelled' : ''}`} data-wire={wire.id}>
        <path className="wire-hit" d={d} />
        <path className="wire-line" d={d} />
        <text className="wire-label" x={x + 8} y={y + 4}>
          {shape}
        </text>
        {wire.identity && !wire.flip && (
          <text className="wire-name" x={x + 8} y={y - (always ? 12 : 0) + 4}>
            {t('wire.identity')}
          </text>
        )}
      </g>
    );
  },
  (a, b) =>
    a.shape === b.shape &&
    a.mode === b.mode &&
    a.always === b.always &&
    a.wire.route === b.wire.route &&
    a.wire.dx === b.wire.dx &&
    a.wire.dy === b.wire.dy &&
    a.wire.skip === b.wire.skip &&
    a.wire.id === b.wire.id,
);
