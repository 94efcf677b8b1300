import type { ParamValue } from '../base/diagnostics.ts';
import type { BlockName } from '../blocks/index.ts';
import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import {
  activationArgument,
  biasArgument,
  filtersArgument,
  imageArguments,
  initArgument,
  normArgument,
  shortcutArgument,
  zeroLastArgument,
} from './arguments.ts';
import { type ImageSize, inherited, inputNode, poolingHead } from './parts.ts';

/** He (fan out) is what torchvision starts its ResNets with. */
export const plainArguments = {
  ...imageArguments(224, 224, 3, 1000),
  filters: filtersArgument(64),
  norm: normArgument('batch'),
  bias: biasArgument,
  activation: activationArgument,
  init: initArgument('he'),
} as const;

/** Arguments of every ResNet for large images. */
export const resnetArguments = {
  ...plainArguments,
  shortcut: shortcutArgument('projection'),
  zeroLast: zeroLastArgument,
} as const;

interface Shape {
  readonly block: BlockName;
  readonly blockParams: Readonly<Record<string, ParamValue>>;
  /** Blocks in each of the four stages. */
  readonly depths: readonly [number, number, number, number];
}

const passOn = { ...inherited, bias: '=bias' } as const;

/**
 * He et al. 2015 (arXiv 1512.03385), table 1: 7×7 and pool to a quarter of the size, then four stages, each of twice
 * the filters and half the size.
 */
export function imagenetResnetNodes({ block, blockParams, depths }: Shape, image: ImageSize): readonly DocumentNode[] {
  const stage = (blocks: number, i: number): DocumentNode => ({
    ...node(`stage${i + 1}`, `block:${block}`, [i === 0 ? 'maxPool' : `stage${i}`], {
      filters: i === 0 ? '=filters' : `=${2 ** i} * filters`,
      ...(i === 0 ? {} : { stride: '=index == 0 ? 2 : 1' }),
      ...blockParams,
      ...passOn,
    }),
    repeat: blocks,
  });
  const stem = { filters: '=filters', kernel: 7, stride: 2, padding: 'torch', ...passOn };
  return [
    inputNode(image),
    node('stem', 'block:convNormActivation', ['input'], stem),
    node('maxPool', 'maxPool', ['stem'], { kernel: 3, stride: 2, padding: 'torch' }),
    ...depths.map(stage),
    ...poolingHead('stage4'),
  ];
}
