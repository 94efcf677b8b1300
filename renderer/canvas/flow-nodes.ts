import type { Node } from '@xyflow/react';
import { intersects } from '../scene/bounds.ts';
import type { Form } from '../scene/forms.ts';
import type { Rect } from '../scene/route.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';
import type { Model } from '../state/model.ts';
import { type CardData, cardOf, sayCard } from './card-data.ts';

export interface CardNodeData extends Record<string, unknown> {
  readonly card: CardData;
  readonly form: Form;
  readonly flip: boolean;
}

export type CardNode = Node<CardNodeData, 'card' | 'frame'>;

/**
 * Makes React Flow's nodes of what is visible; what has not changed stays the same object, so that it is not drawn
 * anew.
 */
export class FlowNodes {
  #last = new Map<string, CardNode>();
  #models = new WeakMap<
    CardNode,
    { readonly model: Model; readonly before: Model | null; readonly node: SceneNode; readonly language: string }
  >();

  /** `compared`: the analysis before the last edit, of which cards say what became of it. */
  of(
    scene: Scene,
    model: Model,
    compared: Model | null,
    selection: ReadonlySet<string>,
    visible: Rect,
    language: string,
  ): CardNode[] {
    const nodes: CardNode[] = [];
    for (const node of scene.nodes) {
      if (intersects(node, visible) || selection.has(node.id))
        nodes.push(this.#node(node, model, compared, selection.has(node.id), scene.flip, language));
    }
    this.#last = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }

  #node(
    node: SceneNode,
    model: Model,
    compared: Model | null,
    selected: boolean,
    flip: boolean,
    language: string,
  ): CardNode {
    const before = this.#last.get(node.id);
    const made = before && this.#models.get(before);
    const card =
      made && made.model === model && made.before === compared && made.node === node && made.language === language
        ? before.data.card
        : reuse(before?.data.card, cardOf(model, node, compared));
    const same =
      before &&
      card === before.data.card &&
      before.position.x === node.x &&
      before.position.y === node.y &&
      before.width === node.width &&
      before.height === node.height &&
      before.selected === selected &&
      before.data.flip === flip &&
      before.data.form === node.form &&
      (before.type === 'frame') === node.open &&
      made?.language === language;
    if (same) {
      this.#models.set(before, { model, before: compared, node, language });
      return before;
    }
    const fresh: CardNode = {
      id: node.id,
      type: node.open ? 'frame' : 'card',
      position: { x: node.x, y: node.y },
      width: node.width,
      height: node.height,
      measured: { width: node.width, height: node.height },
      selected,
      data: { card, form: node.form, flip },
      zIndex: node.open ? Math.min(node.depth, 4) : 10,
      ariaLabel: sayCard(card),
      draggable: node.index === null,
      ...(node.open ? { style: { pointerEvents: 'none' }, dragHandle: '.drag' } : {}),
    };
    this.#models.set(fresh, { model, before: compared, node, language });
    return fresh;
  }
}

function reuse(before: CardData | undefined, now: CardData): CardData {
  if (!before) return now;
  for (const key in now) if (before[key as keyof CardData] !== now[key as keyof CardData]) return now;
  return before;
}
