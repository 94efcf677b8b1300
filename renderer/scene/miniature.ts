import { type Family, familyOf } from './forms.ts';
import type { Plan, PlanItem } from './plan.ts';
import { pathData } from './route.ts';

/** A block's inside, small: SVG path data in its plan's own coordinates. */
export interface Miniature {
  readonly width: number;
  readonly height: number;
  readonly wires: string;
  readonly skips: string;
  /** Boxes by the colour of their family. */
  readonly boxes: readonly { readonly family: Family; readonly path: string }[];
}

const known = new WeakMap<Plan, Miniature>();

/** Layers that are switched off are left out, their wires go through. */
export function miniatureOf(plan: Plan): Miniature {
  const before = known.get(plan);
  if (before) return before;
  const boxes = new Map<Family, string>();
  for (const item of plan.items) {
    if (item.form === 'pill') continue;
    const family = familyOf(item.kind);
    boxes.set(family, (boxes.get(family) ?? '') + (item.count > 0 ? box(item) : ''));
  }
  const path = (skip: boolean): string =>
    plan.wires.flatMap((wire) => (wire.skip === skip ? pathData(wire.route, plan.flip) : [])).join('');
  const through = plan.items.flatMap((item) => (item.count === 0 ? line(item, plan.flip) : [])).join('');
  const made = {
    width: plan.width,
    height: plan.height,
    wires: path(false) + through,
    skips: path(true),
    boxes: [...boxes].map(([family, path]) => ({ family, path })),
  };
  known.set(plan, made);
  return made;
}

const box = ({ x, y, width, height }: PlanItem): string => `M${x} ${y}h${width}v${height}h${-width}z`;

/** From where wires enter to where they leave. */
const line = ({ x, y, width, height }: PlanItem, flip: boolean): string =>
  flip ? `M${x} ${y + height / 2}h${width}` : `M${x + width / 2} ${y}v${height}`;
