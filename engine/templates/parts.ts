import type { Scalar } from '../base/diagnostics.ts';
import { node } from '../blocks/nodes.ts';
import { shortcut } from '../blocks/params.ts';
import type { BlockParam, DocumentNode } from '../design/document.ts';
import { shortcutModes } from './arguments.ts';
import type { Argument } from './template.ts';

/** The argument as a parameter of the design, so that the canvas can turn it later: `value` becomes its default. */
function documentParam(argument: Argument, value: Scalar): BlockParam {
  const { title, help } = argument;
  switch (argument.type) {
    case 'choice':
      return { title, help, type: 'text', default: value, options: argument.options };
    case 'boolean':
      return { title, help, type: 'boolean', default: value };
    case 'int':
    case 'number':
      return { title, help, type: 'number', default: value, min: argument.min, max: argument.max };
  }
}

/** Those arguments of the template that its nodes read as `=name`. */
export function documentParams<N extends string>(
  schema: Readonly<Record<N, Argument>>,
  args: Readonly<Record<NoInfer<N>, Scalar>>,
  names: readonly NoInfer<N>[],
): Readonly<Record<string, BlockParam>> {
  return Object.fromEntries(names.map((name) => [name, documentParam(schema[name], args[name])]));
}

/** The shortcut as a parameter of the design; it has the modes of the shortcut layer. */
export const shortcutParam = (option: keyof typeof shortcutModes): BlockParam => ({
  ...shortcut,
  default: shortcutModes[option],
});

export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export const inputNode = ({ height, width, channels }: ImageSize): DocumentNode => ({
  id: 'input',
  kind: 'input',
  params: { height, width, channels },
});

/** Mean of each channel, then one dense layer: classes by `=classes`. */
export const poolingHead = (from: string): readonly DocumentNode[] => [
  node('averagePool', 'globalAveragePool', [from]),
  node('flatten', 'flatten', ['averagePool']),
  ...denseHead('flatten'),
];

/** As `poolingHead`, with dropout by `=dropout` in front of the dense layer. */
export const droppingHead = (from: string): readonly DocumentNode[] => [
  node('averagePool', 'globalAveragePool', [from]),
  node('flatten', 'flatten', ['averagePool']),
  { ...node('dropout', 'dropout', ['flatten'], { rate: '=dropout' }), when: '=dropout > 0' },
  ...denseHead('dropout'),
];

const denseHead = (from: string): readonly DocumentNode[] => [
  node('dense', 'dense', [from], { units: '=classes' }),
  node('classifier', 'classifier', ['dense']),
];

/** What blocks take over from the design's own parameters. */
export const inherited = { norm: '=norm', activation: '=activation', init: '=init' } as const;
