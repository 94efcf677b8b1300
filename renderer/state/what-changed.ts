import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { bytes, compact, grouped } from '../../engine/base/format.ts';
import type { DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { volumeOf, volumeText } from '../scene/card-text.ts';
import { type Model, sumAt } from './model.ts';

/** A number before and after an edit, and what lies between, as they are shown. */
export interface Change {
  readonly before: string;
  readonly now: string;
  /** `+12.4 M`; '' for what has no difference, as a shape. */
  readonly by: string;
  /** `+0.8 %` of what was before; '' where nothing was. */
  readonly share: string;
}

const sign = (difference: number): string => (difference < 0 ? '−' : '+');

function changeOf(before: number, now: number, say: (n: number) => string): Change | null {
  if (before === now) return null;
  const by = now - before;
  return {
    before: say(before),
    now: say(now),
    by: sign(by) + say(Math.abs(by)),
    share: before > 0 ? sign(by) + shareOf(Math.abs(by) / before) : '',
  };
}

/** One decimal, as on the cards; whole from ten on, where the decimal says nothing any more. */
const shareOf = (share: number): string =>
  share < 0.0005 ? '<0.1 %' : `${share < 0.0995 ? (share * 100).toFixed(1) : grouped(Math.round(share * 100))} %`;

/** What a layer in the middle of the image sees, before and after. */
export interface FieldChange {
  readonly before: AnalyzedNode['receptiveField'];
  readonly now: AnalyzedNode['receptiveField'];
}

export interface TotalChanges {
  readonly params: Change | null;
  readonly operations: Change | null;
  readonly memory: Change | null;
  readonly field: FieldChange | null;
}

/** In what the totals of two analyses differ; null where they are alike. */
export function totalChanges(before: Model, now: Model): TotalChanges | null {
  const [a, b] = [before.totals, now.totals];
  const fields = { before: a.field?.receptiveField ?? null, now: b.field?.receptiveField ?? null };
  const changes = {
    params: changeOf(a.params, b.params, grouped),
    operations: changeOf(a.operations, b.operations, compact),
    memory: changeOf(a.memory.total, b.memory.total, bytes),
    field: sizeOf(fields.before) === sizeOf(fields.now) ? null : fields,
  };
  return Object.values(changes).some((change) => change !== null) ? changes : null;
}

const sizeOf = (field: FieldChange['now']): string | null =>
  field === null || field === 'whole' ? field : field.size.join();

/**
 * In what a card's node differs: its operations, else its parameters, else the volume that leaves the layer at
 * `output`. Null where all are alike, and where there was no such node.
 */
export function cardChange(before: Model, now: Model, id: string, output: string): Change | null {
  const [a, b] = [sumAt(before, id), sumAt(now, id)];
  if (a.layers === 0 && b.layers > 0) return null;
  const counted = changeOf(a.operations, b.operations, compact) ?? changeOf(a.params, b.params, compact);
  if (counted) return counted;
  const [from, to] = [before, now].map(({ analysis }) => volumeText(volumeOf(analysis.byPath.get(output)?.type)));
  const known = before.analysis.byPath.has(output);
  return known && from !== to ? { before: from!, now: to!, by: '', share: '' } : null;
}

/** One value of a document that is another in the one after it; undefined where its default holds. */
export interface ValueChange {
  /** '' for the design's own parameters. */
  readonly kind: string;
  readonly id: string;
  readonly field: string;
  readonly before: ParamValue | undefined;
  readonly now: ParamValue | undefined;
}

/** The only value in which two documents differ; null where there are several, or layers came and went. */
export function valueChange(before: LoomDocument, now: LoomDocument): ValueChange | null {
  const blocks = new Set([...Object.keys(before.blocks), ...Object.keys(now.blocks)]);
  const lists = [
    [before.nodes, now.nodes] as const,
    ...[...blocks].map((name) => [before.blocks[name]?.nodes ?? [], now.blocks[name]?.nodes ?? []] as const),
  ];
  const found: ValueChange[] = [];
  for (const [name, { default: value }] of Object.entries(now.params)) {
    const was = before.params[name]?.default;
    if (!alike(was, value)) found.push({ kind: '', id: '', field: name, before: was, now: value });
  }
  for (const [a, b] of lists) {
    if (a === b) continue;
    if (a.length !== b.length) return null;
    for (const [i, node] of b.entries()) {
      const was = a[i]!;
      if (was === node) continue;
      if (!sameButValues(was, node)) return null;
      found.push(...valuesOf(was, node));
    }
  }
  return found.length === 1 ? found[0]! : null;
}

function valuesOf(was: DocumentNode, { id, kind, params = {} }: DocumentNode): readonly ValueChange[] {
  const old = was.params ?? {};
  const fields = new Set([...Object.keys(old), ...Object.keys(params)]);
  return [...fields].flatMap((field) =>
    alike(old[field], params[field]) ? [] : { kind, id, field, before: old[field], now: params[field] },
  );
}

function sameButValues(a: DocumentNode, b: DocumentNode): boolean {
  return alike({ ...a, params: null }, { ...b, params: null });
}

const alike = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
