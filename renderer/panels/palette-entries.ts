import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { blocks as builtIn } from '../../engine/blocks/index.ts';
import type { Library } from '../../engine/design/document.ts';
import { layers } from '../../engine/layers/index.ts';
import type { Category } from '../../engine/layers/layer.ts';
import { blockText, layerTitle, type TextKey } from '../language/text.ts';
import { type Family, familyOf } from '../scene/forms.ts';

/** Something that can be put onto the canvas. */
export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly family: Family;
  readonly group: TextKey & `category.${string}`;
  readonly params?: Readonly<Record<string, ParamValue>>;
}

const groupOf: Readonly<Record<Category, Entry['group']>> = {
  input: 'category.input',
  head: 'category.input',
  convolution: 'category.convolution',
  dense: 'category.convolution',
  normalization: 'category.normalization',
  regularization: 'category.normalization',
  activation: 'category.activation',
  pooling: 'category.pooling',
  combine: 'category.combine',
  shape: 'category.shape',
};

/** In the order in which the palette shows them. */
export const groups: readonly Entry['group'][] = [
  'category.input',
  'category.convolution',
  'category.normalization',
  'category.activation',
  'category.pooling',
  'category.combine',
  'category.shape',
  'category.own',
  'category.blocks',
];

/** Layers, the blocks of the design, built-in blocks. */
export function paletteEntries(blocks: Library): readonly Entry[] {
  const own = Object.entries(blocks).filter(([name]) => !Object.hasOwn(builtIn, name));
  const entry = (name: string, title: string, group: Entry['group']): Entry => ({
    id: `block:${name}`,
    kind: `block:${name}`,
    title: blockText(name, 'title', title),
    family: 'block',
    group,
  });
  return [
    ...Object.values(layers).map(
      ({ kind, category }): Entry => ({
        id: kind,
        kind,
        title: layerTitle(kind),
        family: familyOf(kind),
        group: groupOf[category],
      }),
    ),
    ...own.map(([name, { title }]) => entry(name, title, 'category.own')),
    ...Object.entries(builtIn).map(([name, { title }]) => entry(name, title, 'category.blocks')),
  ];
}

/** Title and kind, so that `conv2d` finds a convolution in any language. */
export const searchText = ({ title, kind }: Entry): string => `${title} ${kind.replace('block:', '')}`;
