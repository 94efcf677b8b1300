import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { fileName, unique } from '../../engine/base/file-name.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { CallInput } from '../../engine/host/protocol.ts';
import { setDocumentParam } from './edits.ts';
import { fieldGroups, settingsOf, type Values, valueOf, withValue } from './training-values.ts';

type Design = CallInput<'sweep'>['designs'][number];

/** Templates that have a depth to turn. */
export const FAMILIES: readonly string[] = ['cifar_plain', 'cifar_resnet', 'cifar_preact_resnet'];

/** What a sweep may turn: the depth of ready networks, a parameter of the open design, or a setting of the training. */
export interface Axis {
  readonly of: 'families' | 'design' | 'setting';
  /** `depth`, `learningRate`; unique with `of`. */
  readonly name: string;
  readonly type: 'number' | 'int' | 'boolean' | 'choice';
  /** Of a choice. */
  readonly options: readonly string[];
  /** The value that it has without a sweep. */
  readonly now: ParamValue;
}

export const families: Axis = { of: 'families', name: 'depth', type: 'int', options: [], now: 20 };

export const axisKey = ({ of, name }: Pick<Axis, 'of' | 'name'>): string => `${of} ${name}`;

const TRUTHS = ['true', 'false'] as const;

/**
 * Everything that a sweep of this design may turn, the design's own parameters first. Sizes and lists are not: a value
 * of theirs is no point of an axis.
 */
export function axesOf({ params }: Pick<LoomDocument, 'params'>, values: Values): readonly Axis[] {
  const own = Object.entries(params).flatMap(([name, { type, default: now, options = [] }]): Axis[] => {
    if (type === 'number') return [{ of: 'design', name, type, options: [], now }];
    if (type === 'boolean') return [{ of: 'design', name, type, options: TRUTHS, now }];
    return type === 'text' && options.length > 0 ? [{ of: 'design', name, type: 'choice', options, now }] : [];
  });
  const settings = fieldGroups(values)
    .flatMap(({ fields }) => fields)
    .filter(({ name }) => !/^(augment|data)\./.test(name))
    .map(({ name, type, options }): Axis => {
      const chosen = type === 'boolean' ? TRUTHS : (options ?? []);
      return { of: 'setting', name, type, options: chosen, now: valueOf(values, name) };
    });
  return [...own, ...settings, families];
}

/** What is proposed before anything was typed. */
export function proposed({ of, name, type, options, now }: Axis): string {
  if (of === 'families') return '8, 14, 20';
  if (options.length > 0) return options.join(', ');
  if (name === 'seed') return '0, 1, 2';
  const at = Number(now);
  if (of === 'design' && name === 'depth') return `${at}, ${at + 6}, ${at + 12}`;
  if (at === 0) return type === 'int' ? '0, 1, 2' : '0, 0.1, 0.2';
  const whole = type === 'int' || Number.isInteger(at);
  const tidy = (x: number): number => (whole ? Math.max(1, Math.round(x)) : Number(x.toPrecision(1)));
  const wide = name === 'learningRate' ? 3 : 2;
  return [...new Set([tidy(at / wide), at, tidy(at * wide)])].join(', ');
}

/**
 * The values of a list as it is typed, each once: numbers ascending, others in their order; and what is no value of the
 * axis.
 */
export function readValues(
  { type, options }: Pick<Axis, 'type' | 'options'>,
  typed: string,
): { readonly values: readonly ParamValue[]; readonly wrong: readonly string[] } {
  const words = [...new Set(typed.split(/[,;，；、\s]+/).filter(Boolean))];
  if (options.length > 0) {
    const values = options.filter((option) => words.includes(option));
    return {
      values: type === 'boolean' ? values.map((value) => value === 'true') : values,
      wrong: words.filter((word) => !options.includes(word)),
    };
  }
  const isRight = (word: string): boolean =>
    Number.isFinite(Number(word)) && (type !== 'int' || Number.isInteger(Number(word)));
  const numbers = words.filter(isRight).map(Number);
  return { values: [...new Set(numbers)].sort((a, b) => a - b), wrong: words.filter((word) => !isRight(word)) };
}

/** The designs of a sweep: every chosen family at every depth, or the open design with every value in turn. */
export function sweepDesigns(
  axis: Axis,
  values: readonly ParamValue[],
  {
    document,
    settings,
    chosen,
  }: { readonly document: LoomDocument; readonly settings: Values; readonly chosen: readonly string[] },
): readonly Design[] {
  if (axis.of === 'families')
    return chosen.flatMap((series) =>
      values.map((depth) => ({
        label: `${series}-${depth}`,
        series,
        depth: Number(depth),
        design: { kind: 'template' as const, spec: `template:${series}?depth=${depth}` },
      })),
    );
  const labels = unique(values.map((value) => fileName(`${document.name}-${axis.name}-${value}`, 'design')));
  return values.map((value, place): Design => {
    const point = {
      label: labels[place]!,
      series: document.name,
      depth: place,
      axis: { name: axis.name, value: String(value) },
    };
    const own = axis.of === 'design' ? withParam(document, axis.name, value) : document;
    const design = { kind: 'document' as const, document: own, name: own.name };
    if (axis.of === 'design') return { ...point, design };
    return {
      ...point,
      design,
      settings: settingsOf(withValue(settings, axis.name, value)) as NonNullable<Design['settings']>,
    };
  });
}

function withParam(document: LoomDocument, name: string, value: ParamValue): LoomDocument {
  const draft = structuredClone(document) as Parameters<ReturnType<typeof setDocumentParam>>[0];
  setDocumentParam(name, value)(draft);
  return draft;
}
