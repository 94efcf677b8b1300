import type { FixAction, ParamValue } from '../base/diagnostics.ts';
import { compileExpression } from '../base/expression.ts';
import type { Level } from './locate.ts';
import { evaluateParam, isExpression, readsName } from './parameters.ts';

/** The parameter that a value hands on unchanged: `filters` for `=filters`. */
export function handedOn(value: ParamValue | undefined): string | null {
  const name = isExpression(value) ? value.slice(1).trim() : '';
  return /^[A-Za-z]\w*$/.test(name) && name !== 'index' ? name : null;
}

/**
 * Where a parameter's value is written: at the node of the last of `levels`, or, where there are none, as the default
 * of a parameter of `definition`.
 */
export interface Given {
  readonly levels: readonly Level[];
  readonly definition: string;
  readonly field: string;
}

const storedAt = ({ node }: Level, field: string): ParamValue | undefined =>
  node.params && Object.hasOwn(node.params, field) ? node.params[field] : undefined;

/**
 * Follows a value that only hands on a parameter of the block (`=filters`) outwards, to the parameter of what is
 * outermost at last.
 */
export function whereGiven(levels: readonly Level[], field: string, definition = ''): Given {
  const level = levels.at(-1);
  if (!level) return { levels, definition, field };
  const name = handedOn(storedAt(level, field));
  const isDeclared = name !== null && Object.hasOwn(level.params, name);
  return isDeclared
    ? whereGiven(levels.slice(0, -1), name, level.definition)
    : { levels, definition: level.definition, field };
}

/**
 * What would make the parameter come to `value`: one change of one value, where it is written. An expression over
 * parameters of the block (`=4 * filters`) is solved for each of them; the place that is changed then is where that one
 * is written. Empty where nothing does.
 */
export function settingsFor(
  levels: readonly Level[],
  field: string,
  value: ParamValue,
  definition = '',
): readonly FixAction[] {
  const given = whereGiven(levels, field, definition);
  const level = given.levels.at(-1);
  if (!level) return given.definition === '' ? [{ do: 'setDocumentParam', field: given.field, value }] : [];
  const stored = storedAt(level, given.field);
  const literal: FixAction = { do: 'setParam', node: pathOf(given.levels), field: given.field, value };
  if (!isExpression(stored)) return [literal];
  const scope = level.index === undefined ? level.params : { ...level.params, index: level.index };
  const compiled = compileExpression(stored);
  if (!('names' in compiled)) return [literal];
  const solved = [...compiled.names].flatMap((name) => {
    const now = Object.hasOwn(level.params, name) ? level.params[name] : undefined;
    const found = typeof now === 'number' && typeof value === 'number' ? solve(stored, scope, name, now, value) : null;
    return found === null ? [] : settingsFor(given.levels.slice(0, -1), name, found, level.definition);
  });
  return solved.length === 0 && readsName(stored, 'index') ? [literal] : solved;
}

/**
 * A whole number for `name` at which the expression comes to `wanted`: exact for products and sums, which is what
 * dimensions are.
 */
function solve(
  expression: string,
  scope: Readonly<Record<string, ParamValue>>,
  name: string,
  now: number,
  wanted: number,
): number | null {
  const at = (n: number): ParamValue | object => evaluateParam(expression, { ...scope, [name]: n });
  const y = at(now);
  if (typeof y !== 'number') return null;
  const tries = [(now * wanted) / y, now + wanted - y, wanted];
  return tries.find((n) => Number.isInteger(n) && n >= 1 && n !== now && at(n) === wanted) ?? null;
}

/** The expanded path that levels lead to. */
export const pathOf = (levels: readonly Level[]): string =>
  levels.map(({ node, index }) => (index === undefined ? node.id : `${node.id}/${index}`)).join('/');
