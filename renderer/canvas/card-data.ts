import type { Use } from '../../engine/analyze/analysis.ts';
import { compact, grouped, percent } from '../../engine/base/format.ts';
import { layerOf } from '../../engine/layers/index.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { blockText, layerTitle, text } from '../language/text.ts';
import { volumeOf, volumeText } from '../scene/card-text.ts';
import { type Family, familyOf } from '../scene/forms.ts';
import { type Plan, planOf } from '../scene/plan.ts';
import type { SceneNode } from '../scene/scene.ts';
import { tellingPlace } from '../scene/telling.ts';
import { type Model, shareAt, sumAt, useAt } from '../state/model.ts';
import { cardChange } from '../state/what-changed.ts';
import { argumentsLine, paramsLine } from './card-line.ts';

/** What a card shows; plain values and a plan that lasts, so that equal cards need not be drawn anew. */
export interface CardData {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly line: string;
  readonly family: Family;
  readonly kind: string;
  readonly volume: string;
  readonly volumeKey: string;
  /** Path of the layer whose output leaves the node, '' where none is known. */
  readonly outputPath: string;
  readonly params: number;
  readonly operations: number;
  readonly share: number;
  readonly use: Use;
  readonly count: number;
  readonly isBlock: boolean;
  /** Of a closed block: what is inside, where that branches. */
  readonly inside: Plan | null;
  readonly errors: number;
  readonly warnings: number;
  readonly sources: string;
  readonly targets: string;
  readonly ports: string;
  readonly hasOutput: boolean;
  /** `442 k → 854 k` and `+412 k`: what the last edit made of it; '' where it is as it was. */
  readonly change: string;
  readonly changeBy: string;
}

/** Title of a drawn node: the layer's or the block's. */
export function nodeTitle(model: Model, kind: string): string {
  if (kind === 'blockInput') return text('node.blockInput');
  if (kind === 'blockOutput') return text('node.blockOutput');
  if (!kind.startsWith('block:')) return layerTitle(kind);
  const name = kind.slice('block:'.length);
  return blockText(name, 'title', model.drawing.block(name)?.title ?? name);
}

/** Input ports in order: a layer's, or the inputs of a block. */
export function portsOf(model: Model, kind: string): readonly { readonly name: string; readonly variadic: boolean }[] {
  if (kind === 'blockInput') return [];
  if (kind === 'blockOutput') return [{ name: 'in', variadic: false }];
  if (kind.startsWith('block:')) {
    const nodes = model.drawing.block(kind.slice('block:'.length))?.nodes ?? [];
    return nodes.flatMap((node) => (node.kind === 'blockInput' ? [{ name: node.id, variadic: false }] : []));
  }
  return layerOf(kind)?.ports ?? [{ name: 'in', variadic: false }];
}

export const hasOutput = (kind: string): boolean => kind !== 'blockOutput' && layerOf(kind)?.category !== 'head';

/** Path of the layer whose output leaves the node. */
export function outputPath(model: Model, { place, node, index, count }: SceneNode): string | null {
  if (index !== null) return model.drawing.iterationOutput(place, node, index);
  return node.kind === 'blockInput' || node.kind === 'blockOutput' || count === 0 || node.repeat !== undefined
    ? model.drawing.output(place, node.id)
    : model.drawing.iterationOutput(place, node, null);
}

export function outputVolume(model: Model, node: SceneNode): readonly number[] | null {
  const path = outputPath(model, node);
  return volumeOf(path === null ? null : model.analysis.byPath.get(path)?.type);
}

/** `before`: the analysis to which it is compared. */
export function cardOf(model: Model, node: SceneNode, before: Model | null = null): CardData {
  const { id, kind, count, place } = node;
  const sum = sumAt(model, id);
  const problems = model.problemsAt.get(id) ?? [];
  const isBlock = kind.startsWith('block:');
  const volume = outputVolume(model, node);
  const output = outputPath(model, node) ?? '';
  const changed = before && cardChange(before, model, id, output);
  return {
    id,
    name: node.index === null ? node.node.id : `${node.node.id}/${node.index}`,
    title: nodeTitle(model, kind),
    line: lineOf(model, node),
    family: familyOf(kind),
    kind,
    volume: volumeText(volume),
    volumeKey: volume?.join() ?? '',
    outputPath: output,
    params: sum.params,
    operations: sum.operations,
    share: shareAt(model, id),
    use: useAt(model, id),
    count,
    isBlock,
    inside: isBlock && !node.open ? insideOf(model, node) : null,
    errors: problems.filter(({ severity }) => severity === 'error').length,
    warnings: problems.filter(({ severity }) => severity === 'warning').length,
    sources: [...new Set(Object.values(node.node.inputs ?? {}).flat())].join(', '),
    targets: place.nodes
      .flatMap((other) =>
        Object.values(other.inputs ?? {}).some((from) => from.includes(node.node.id)) ? [other.id] : [],
      )
      .join(', '),
    ports: portsOf(model, kind)
      .map(({ name }) => name)
      .join(),
    hasOutput: hasOutput(kind),
    change: changed ? `${changed.before} → ${changed.now}` : '',
    changeBy: changed?.by ?? '',
  };
}

const closed: ReadonlySet<string> = new Set();
const unplaced = {};

/** Laid out from top to bottom, however the drawing lies: cards have the same places then. */
function insideOf({ drawing }: Model, node: SceneNode): Plan | null {
  const place = node.count > 0 ? tellingPlace(drawing, node) : null;
  return place && planOf(drawing, place, { flip: false, expanded: closed, positions: unplaced });
}

function lineOf(model: Model, { id, kind, node, index, count }: SceneNode): string {
  if (count === 0) return text('card.off');
  const first = node.repeat === undefined ? id : index === null ? `${id}/0` : id;
  if (!kind.startsWith('block:')) return paramsLine(kind, model.analysis.byPath.get(first)?.params ?? null);
  const given = node.params ?? {};
  const values = model.drawing.group(first)?.params ?? given;
  const block = kind.slice('block:'.length);
  return argumentsLine(block, model.drawing.block(block)?.params ?? {}, given, values);
}

/**
 * A block is called by its name, as people speak of it ("3a"), and says its kind beside; a layer the other way round.
 */
export const headingOf = ({ isBlock, name, title }: CardData): readonly [heading: string, beside: string] =>
  isBlock ? [name, title] : [title, name];

/** Whole percents from ten on: a card is read at a glance. */
export const shortPercent = (share: number): string =>
  share >= 0.0995 ? `${Math.round(share * 100)} %` : percent(share);

/** `65.7 k params`; beside `training only` the number alone, which has room. */
export const paramsText = ({ params, use }: Pick<CardData, 'params' | 'use'>): string => {
  if (params === 0) return '';
  return use === 'inference' ? `${compact(params)} ${text('card.paramsShort')}` : compact(params);
};

/** What a screen reader says of a card. */
export function sayCard(card: CardData): string {
  const parts = [
    text('card.say', { title: card.title, id: card.name }),
    card.line,
    card.count > 1 ? text('card.sayRepeat', { count: card.count }) : '',
    text('card.sayShape', { shape: card.volume === '?' ? text('card.unknown') : card.volume }),
    card.operations > 0 || card.params > 0
      ? text(card.use === 'inference' ? 'card.sayCost' : 'card.sayAside', {
          operations: compact(card.operations),
          share: shareOrUse(card.use, card.share),
          params: grouped(card.params),
        })
      : '',
    card.sources ? text('card.sayFrom', { names: card.sources }) : '',
    card.targets ? text('card.sayTo', { names: card.targets }) : '',
    card.change === '' ? '' : text('card.sayChange', { change: card.change, by: card.changeBy }).trim(),
    card.errors + card.warnings > 0 ? text('card.sayProblems', { count: card.errors + card.warnings }) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
