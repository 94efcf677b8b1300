import type { ProblemCode } from '../base/catalogue/index.ts';
import { type Fix, type FixAction, type ParamValue, type Problem, problem, type Scalar } from '../base/diagnostics.ts';
import { compileExpression, evaluate, isProblem } from '../base/expression.ts';
import { channelsName, type Scope } from '../base/expression-tree.ts';
import { listed } from '../base/listed.ts';
import { nearest } from '../base/nearest.ts';
import { ProblemList } from '../base/problem-list.ts';
import { isLayerKind } from '../layers/index.ts';
import type { RawParams } from '../layers/layer.ts';
import { meaningOf } from '../layers/others.ts';
import { asNumber, clamp, defaultFix, quoted, setFix } from '../layers/value-fixes.ts';
import type { BlockParam } from './document.ts';

export const isExpression = (value: unknown): value is `=${string}` =>
  typeof value === 'string' && value.startsWith('=');

/** The channels that enter a port of the block around, or what is wrong with asking for them. */
export type EnteringChannels = (port: string) => number | Problem;

export interface Asking {
  /** Asked for the channels that the scope does not have. */
  readonly entering?: EnteringChannels;
  /** False spares the search for what was meant by what is wrong. */
  readonly asksWhy?: boolean;
}

/**
 * A stored value, with its expression or those among its elements evaluated. Literal values come back as they are,
 * identical.
 */
export function evaluateParam(value: ParamValue, scope: Scope, asking: Asking = {}): ParamValue | Problem {
  if (typeof value === 'string') return isExpression(value) ? evaluateIn(value, scope, asking) : value;
  if (typeof value !== 'object' || !value.some(isExpression)) return value;
  const elements: Scalar[] = [];
  for (const element of value) {
    const result = isExpression(element) ? evaluateIn(element, scope, asking) : element;
    if (isProblem(result)) return result;
    if (typeof result === 'object') return problem('expression.listInList', '', { expression: String(element) });
    elements.push(result);
  }
  return elements;
}

function evaluateIn(expression: string, scope: Scope, { entering, asksWhy }: Asking): ParamValue | Problem {
  const compiled = entering && compileExpression(expression);
  if (!compiled || !('ports' in compiled) || compiled.ports.size === 0) return evaluate(expression, scope, asksWhy);
  const channels: Record<string, number> = {};
  for (const port of compiled.ports) {
    const found = entering(port);
    if (typeof found !== 'number') return found;
    channels[channelsName(port)] = found;
  }
  return compiled.evaluate({ ...scope, ...channels }, asksWhy);
}

/** Whether a stored value reads the parameter `name` (`index`, say) and so may differ between iterations. */
export function readsName(value: ParamValue | undefined, name: string): boolean {
  if (isExpression(value)) {
    const compiled = compileExpression(value);
    return 'names' in compiled && compiled.names.has(name);
  }
  return typeof value === 'object' && value.some((element) => readsName(element, name));
}

/** Letters of a text or an expression that are as much work as a number in a list. */
const LETTERS = 10;
/** What evaluating the shortest expression takes, and binding a parameter. */
const EXPRESSION_WORK = 3;
const BINDING_WORK = 4;

/**
 * What it takes to evaluate a value or to compare it: one, and one more for each element of a list and every few
 * letters.
 */
export function valueWork(value: ParamValue): number {
  if (typeof value === 'string') return (isExpression(value) ? EXPRESSION_WORK : 1) + value.length / LETTERS;
  return typeof value === 'object' ? value.reduce<number>((sum, element) => sum + valueWork(element), 1) : 1;
}

const bindingWorks = new WeakMap<object, number>();

/** What it takes to bind a block's parameters once. */
export function bindingWork(declared: Readonly<Record<string, BlockParam>>): number {
  const known = bindingWorks.get(declared);
  if (known !== undefined) return known;
  let work = 0;
  for (const param of Object.values(declared))
    work += BINDING_WORK + valueWork(param.default) + (param.options?.length ?? 0);
  bindingWorks.set(declared, work);
  return work;
}

/**
 * The parameters of a block instance: what is given, checked, and defaults for the rest. A default may be an expression
 * over the parameters declared before it. Problems carry the parameter as `field` and an empty node, as do their fixes:
 * the caller knows the place. `setDefault` mends a wrong default, where that can be done from here; `entering` has the
 * channels that enter the instance.
 */
export function bindParams(
  block: string,
  declared: Readonly<Record<string, BlockParam>>,
  given: RawParams,
  {
    setDefault,
    entering,
    asksWhy = true,
  }: Asking & { readonly setDefault?: (field: string, value: ParamValue) => FixAction } = {},
): { readonly params: RawParams; readonly problems: readonly Problem[] } {
  const params: Record<string, ParamValue> = {};
  const problems = new ProblemList();
  const asking = (): Asking => ({ ...(entering && { entering }), asksWhy: asksWhy && !problems.isFull() });
  for (const [name, param] of Object.entries(declared)) {
    const isGiven = Object.hasOwn(given, name);
    const refused = isGiven ? misfit(param, given[name]!, name, block, asking()) : null;
    if (isGiven && !refused) {
      params[name] = given[name]!;
      continue;
    }
    const value = evaluateParam(param.default, params, asking());
    const wrong: Misfit | null = isProblem(value)
      ? { problem: { ...value, field: name }, nearest: null }
      : misfit(param, value, name, block, asking());
    if (refused) {
      const own = nearestFix(name, refused, (to) => ({ do: 'setParam', node: '', field: name, value: to }));
      const fixes = wrong ? own : [...own, defaultFix('', name, value as ParamValue)];
      problems.add('error', () => ({ ...refused.problem, fixes }));
    }
    if (wrong) {
      const own = setDefault ? nearestFix(name, wrong, (to) => setDefault(name, to)) : [];
      problems.add('error', () => ({ ...wrong.problem, fixes: [...wrong.problem.fixes, ...own] }));
    }
    params[name] = wrong ? fallback[param.type] : (value as ParamValue);
  }
  const known = Object.keys(declared);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name))
      problems.add('error', () => unknownParam(block, name, given, known, asksWhy ? nearest(name, known) : null));
  }
  return { params, problems: problems.all() };
}

function unknownParam(
  block: string,
  name: string,
  given: RawParams,
  known: readonly string[],
  suggestion: string | null,
): Problem {
  const rename: Fix[] =
    suggestion === null || Object.hasOwn(given, suggestion)
      ? []
      : [
          {
            code: 'param.rename',
            values: { from: name, to: suggestion },
            actions: [
              { do: 'unsetParam', node: '', field: name },
              { do: 'setParam', node: '', field: suggestion, value: given[name]! },
            ],
          },
        ];
  const remove: Fix = {
    code: 'param.remove',
    values: { param: name },
    actions: [{ do: 'unsetParam', node: '', field: name }],
  };
  const values = { block, param: name, known: listed(known) || '–', ...(suggestion === null ? {} : { suggestion }) };
  return problem('block.unknownParam', '', values, { field: name, fixes: [...rename, remove] });
}

/** What stands in for a default that is itself wrong. */
export const fallback = { number: 1, boolean: false, text: '', size: 1, list: [] } as const satisfies Record<
  BlockParam['type'],
  ParamValue
>;

const isNumbers = (value: ParamValue): value is readonly number[] =>
  typeof value === 'object' && value.every((element) => typeof element === 'number');

export const fits: Record<BlockParam['type'], (value: ParamValue) => boolean> = {
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  text: (value) => typeof value === 'string',
  size: (value) => typeof value === 'number' || (isNumbers(value) && value.length === 2),
  list: isNumbers,
};

const misfits = {
  number: 'block.paramNotNumber',
  boolean: 'block.paramNotBoolean',
  text: 'block.paramNotText',
  size: 'block.paramNotSize',
  list: 'block.paramNotList',
} as const satisfies Record<BlockParam['type'], ProblemCode>;

/** What keeps `value` from being the parameter's, and what comes nearest to it of what would fit. */
interface Misfit {
  readonly problem: Problem;
  readonly nearest: ParamValue | null;
}

function misfit(param: BlockParam, value: ParamValue, name: string, block: string, { asksWhy }: Asking): Misfit | null {
  const at = { field: name };
  const { min = -Infinity, max = Infinity } = param;
  const clamped = (side: number): number => clamp(side, { min, max });
  if (!fits[param.type](value)) {
    const found = quoted(value);
    const meant = param.type === 'number' || param.type === 'size' ? asNumber(value) : null;
    return {
      problem: problem(misfits[param.type], '', { block, param: name, found }, at),
      nearest: meant === null ? null : clamped(meant),
    };
  }
  for (const side of typeof value === 'object' ? value : [value]) {
    if (typeof side !== 'number' || clamped(side) === side) continue;
    const values = { block, param: name, value: side };
    return {
      problem:
        side < min
          ? problem('block.paramTooSmall', '', { ...values, min }, at)
          : problem('block.paramTooLarge', '', { ...values, max }, at),
      nearest: typeof value === 'object' ? value.map((n) => clamped(Number(n))) : clamped(side),
    };
  }
  if (typeof value === 'string' && param.options && !param.options.includes(value)) {
    const suggestion = asksWhy ? optionMeant(value, param.options) : null;
    const values = { block, param: name, value, options: listed(param.options) };
    return {
      problem: problem('block.paramNotAnOption', '', suggestion === null ? values : { ...values, suggestion }, at),
      nearest: suggestion,
    };
  }
  return null;
}

/** The option that a mistyped one means; among layers no other function, however alike its name. */
function optionMeant(value: string, options: readonly string[]): string | null {
  if (!options.some(isLayerKind)) return nearest(value, options);
  const meaning = meaningOf(value);
  if (!meaning) return nearest(value, options, 1);
  return meaning.is === 'same' && options.includes(meaning.kind) ? meaning.kind : null;
}

/** The fix that sets a parameter to what comes nearest, if anything does. */
const nearestFix = (
  field: string,
  { nearest: value }: Misfit,
  set: (value: ParamValue) => FixAction,
): readonly Fix[] => (value === null ? [] : [setFix(field, value, set(value))]);
