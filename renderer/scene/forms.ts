import { card, type Room } from '../../engine/design/edits/room.ts';
import { layerOf } from '../../engine/layers/index.ts';
import type { Category } from '../../engine/layers/layer.ts';

/**
 * `card`: title, parameters, volume, costs; `slim`: one line, for layers that hardly cost anything; `pill`: the ports
 * of a block.
 */
export type Form = 'card' | 'slim' | 'pill';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const sizes = {
  card,
  slim: { width: 224, height: 36 },
  pill: { width: 120, height: 26 },
} as const satisfies Record<Form, Size>;

/** Of a closed node: a block's card has room for its name beside its kind, and for the widths of its branches. */
export const sizeOfForm = (form: Form, kind: string): Size =>
  form === 'card' && kind.startsWith('block:') ? { width: 320, height: sizes.card.height } : sizes[form];

/** Room of an expanded block around what is inside. */
export const containerRoom = { top: 46, side: 22, bottom: 24 } as const;

export const gaps = { rank: 28, node: 28 } as const;

const slim: ReadonlySet<Category> = new Set(['activation', 'normalization', 'regularization', 'shape']);

export function formOf(kind: string, active: boolean): Form {
  if (kind === 'blockInput' || kind === 'blockOutput') return 'pill';
  if (!active) return 'slim';
  const layer = layerOf(kind);
  return layer && (slim.has(layer.category) || layer.slim) ? 'slim' : 'card';
}

/** What edits need to know of how nodes lie. */
export const roomOf = (flip: boolean): Room => ({
  flip,
  sizeOf: ({ kind }) => sizeOfForm(formOf(kind, true), kind),
});

/** The family that gives a card its colour. */
export type Family = 'io' | 'conv' | 'norm' | 'activation' | 'pool' | 'merge' | 'block' | 'other';

const families: Readonly<Record<Category, Family>> = {
  input: 'io',
  head: 'io',
  convolution: 'conv',
  dense: 'conv',
  normalization: 'norm',
  regularization: 'norm',
  activation: 'activation',
  pooling: 'pool',
  combine: 'merge',
  shape: 'other',
};

export function familyOf(kind: string): Family {
  if (kind.startsWith('block:')) return 'block';
  if (kind === 'blockInput' || kind === 'blockOutput') return 'io';
  const layer = layerOf(kind);
  return layer ? families[layer.category] : 'other';
}
