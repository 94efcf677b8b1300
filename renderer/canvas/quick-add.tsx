import { Command } from 'cmdk';
import { useEffect, useState } from 'react';
import { takes } from '../../engine/layers/takes.ts';
import { useText } from '../language/text.ts';
import { type Entry, paletteEntries, searchText } from '../panels/palette-entries.ts';
import type { Point } from '../scene/route.ts';
import type { SceneNode, SceneWire } from '../scene/scene.ts';
import { addBehind, addFrom, dropAt, insertOnWire } from '../state/gestures.ts';
import { get } from '../state/store.ts';
import { outputVolume } from './card-data.ts';
import { viewport } from './viewport.ts';

/** Where to ask for a layer: `at` a point of the canvas, behind `from`, on `wire`, or else behind the selection. */
export interface QuickAddRequest {
  readonly x: number;
  readonly y: number;
  readonly at: Point | null;
  readonly from: SceneNode | null;
  readonly wire: SceneWire | null;
  /** What was typed to open it. */
  readonly first: string;
}

/** Layers that take what comes out of the node: no feature map fits behind a flatten. */
function fits({ kind }: Entry, from: SceneNode | null): boolean {
  if (kind === 'input') return from === null;
  if (!from) return true;
  const volume = outputVolume(get().model, from);
  const isVector = volume?.length === 1;
  return kind.startsWith('block:') ? !isVector : takes(kind, isVector ? 'vector' : 'map');
}

/** The menu of what fits here, by name. */
export function QuickAdd({ request, onClose }: { readonly request: QuickAddRequest; readonly onClose: () => void }) {
  const t = useText();
  const [search, setSearch] = useState(request.first);
  useEffect(() => {
    const close = (event: PointerEvent): void => {
      if (!(event.target as Element).closest('.quick-add')) onClose();
    };
    window.addEventListener('pointerdown', close, true);
    return () => window.removeEventListener('pointerdown', close, true);
  }, [onClose]);
  const { at, from, wire } = request;
  const choose = ({ kind, params }: Entry): void => {
    onClose();
    if (from && at) addFrom(kind, from, at);
    else if (wire) insertOnWire(kind, wire, params);
    else if (at) dropAt(kind, at, params);
    else addBehind(kind, params);
    viewport()?.focus();
  };
  const entries = paletteEntries(get().model.document.blocks).filter((entry) => fits(entry, from));
  const left = Math.min(Math.max(8, request.x), window.innerWidth - 292);
  const top = Math.min(request.y, window.innerHeight - 352);
  return (
    <Command
      className="quick-add"
      label={t('quick.label')}
      style={{ left, top }}
      loop
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
        viewport()?.focus();
      }}
    >
      <Command.Input autoFocus value={search} onValueChange={setSearch} placeholder={t('quick.placeholder')} />
      <Command.List label={t('quick.label')} className="menu-list scroll">
        <Command.Empty className="menu-empty">{t('quick.empty')}</Command.Empty>
        {entries.map((entry) => (
          <Command.Item key={entry.id} value={searchText(entry)} className="menu-item" onSelect={() => choose(entry)}>
            <i className={`swatch of-${entry.family}`} />
            {entry.title}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
