import type { ParamValue } from '../../base/diagnostics.ts';
import { compileExpression, isProblem } from '../../base/expression.ts';
import { layerOf } from '../../layers/index.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { BlockParam, DocumentNode } from '../document.ts';
import { evaluateParam, isExpression } from '../parameters.ts';
import type { UsedDefinition, Working } from './conversion.ts';

/** A value that is written at a drawn node and decides a dimension of the network, such as a layer's filters. */
export interface Slot {
  readonly definition: string;
  readonly node: string;
  /** A parameter of the node; null for its repeat. */
  readonly field: string | null;
  /** As written; undefined where the default stands in. */
  readonly value: ParamValue | undefined;
  readonly fallback: ParamValue | undefined;
  /** Parameters in scope at the first place of the definition, `index` 0. */
  readonly scope: RawParams;
}

export interface Slots {
  readonly all: readonly Slot[];
  /** Parameters through which definitions hand the dimension on, by definition. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Whether a slot's expression comes to what `change` makes of its value once every handed-on parameter has been
   * changed.
   */
  readonly follows: (slot: Slot) => boolean;
}

/**
 * Finds the slots of a dimension in a design: `own` names those that layers (and nodes as such) have; a block has those
 * of its parameters that reach one inside. Where an expression reads several parameters, one that most others read
 * hands the dimension on.
 */
export function findSlots(
  working: Working,
  own: (definition: UsedDefinition, node: DocumentNode, kind: string) => readonly (string | null)[],
  skip: (definition: UsedDefinition, node: DocumentNode) => boolean,
  change: (value: number) => number,
): Slots {
  const { definitions } = working.used();
  const declared = (definition: string): Readonly<Record<string, BlockParam>> =>
    definition === '' ? working.document.params : (working.block(definition)?.params ?? {});
  const names = new Map(definitions.map(({ name }) => [name, new Set<string>()]));

  const declaredParam = (field: string, kind: string, block: string | null) =>
    block === null ? layerOf(kind)?.params[field] : declared(block)[field];

  const slotsOf = (definition: UsedDefinition): readonly Slot[] =>
    definition.nodes.flatMap((node) => {
      if (skip(definition, node)) return [];
      const scope = node.repeat === undefined ? definition.params : { ...definition.params, index: 0 };
      const evaluated = evaluateParam(node.kind, scope);
      const kind = typeof evaluated === 'string' ? evaluated : node.kind;
      const block = kind.startsWith('block:') ? kind.slice('block:'.length) : null;
      const fields = [...own(definition, node, kind), ...(block === null ? [] : (names.get(block) ?? []))];
      return fields.map((field) => ({
        definition: definition.name,
        node: node.id,
        field,
        value: field === null ? node.repeat : node.params?.[field],
        fallback: field === null ? undefined : declaredParam(field, kind, block)?.default,
        scope,
      }));
    });

  const readBy = ({ value, definition }: Slot): readonly string[] => {
    if (!isExpression(value)) return [];
    const compiled = compileExpression(value);
    return 'names' in compiled ? [...compiled.names].filter((name) => Object.hasOwn(declared(definition), name)) : [];
  };

  const comesTo = (slot: Slot, handed: ReadonlySet<string>): boolean => {
    if (!isExpression(slot.value)) return false;
    const before = evaluateParam(slot.value, slot.scope);
    const scaled = Object.entries(slot.scope).map(([name, value]) => [
      name,
      handed.has(name) && typeof value === 'number' ? change(value) : value,
    ]);
    const after = evaluateParam(slot.value, Object.fromEntries(scaled) as RawParams);
    return typeof before !== 'number' || isProblem(after) || after === change(before);
  };

  let all: readonly Slot[] = [];
  for (let found = true; found; ) {
    all = definitions.flatMap(slotsOf);
    found = false;
    const pure = all.filter((slot) => {
      const [name, another] = readBy(slot);
      return name !== undefined && another === undefined && String(slot.value).slice(1).trim() === name;
    });
    for (const slot of pure) {
      const known = names.get(slot.definition)!;
      const [name] = readBy(slot);
      if (known.has(name!)) continue;
      known.add(name!);
      found = true;
    }
    if (found) continue;
    for (const slot of all) {
      const known = names.get(slot.definition)!;
      const candidates = readBy(slot).filter((name) => !known.has(name));
      if (candidates.length === 0 || comesTo(slot, known)) continue;
      const reads = (name: string): number =>
        all.filter((other) => other.definition === slot.definition && readBy(other).includes(name)).length;
      const best = [...candidates]
        .sort((a, b) => reads(b) - reads(a))
        .find((name) => comesTo(slot, new Set([...known, name])));
      if (best === undefined) continue;
      known.add(best);
      found = true;
      break;
    }
  }
  return { all, names, follows: (slot) => comesTo(slot, names.get(slot.definition)!) };
}
