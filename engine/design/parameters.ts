import type { ProblemCode } from '../base/catalogue/index.ts';
import { type ParamValue, type Problem, problem, type Scalar } from '../base/diagnostics.ts';
import { compileExpression, evaluate, isProblem, type Scope } from '../base/expression.ts';
import { nearest } from '../base/nearest.ts';
import type { RawParams } from '../layers/layer.ts';
import type { BlockParam } from './document.ts';

export const isExpression = (value: unknown): value is `=${string}` =>
  typeof value === 'string' && value.startsWith('=');

/** A stored value, with its expression or those among its elements evaluated. Literal values come back as they are, identical. */
export function evaluateParam(value: ParamValue, scope: Scope): ParamValue | Problem {
  if (typeof value === 'string') return isExpression(value) ? evaluate(value, scope) : value;
  if (typeof value !== 'object' || !value.some(isExpression)) return value;
  const elements: Scalar[] = [];
  for (const element of value) {
    const result = isExpression(element) ? evaluate(element, scope) : element;
    if (isProblem(result)) return result;
    if (typeof result === 'object') return problem('expression.listInList', '', { expression: String(element) });
    elements.push(result);
  }
  return elements;
}

/** Whether a stored value reads the parameter `name` (`index`, say) and so may differ between iterations. */
export function readsName(value: ParamValue | undefined, name: string): boolean {
  if (isExpression(value)) {
    const compiled = compileExpression(value);
    return 'names' in compiled && compiled.names.has(name);
  }
  return typeof value === 'object' && value.some((element) => readsName(element, name));
}

/**
 * The parameters of a block instance: what is given, checked, and defaults for the rest. A default may be an expression over the
 * parameters declared before it. Problems carry the parameter as `field` and an empty node: the caller knows the place.
 */
export function bindParams(
  block: string,
  declared: Readonly<Record<string, BlockParam>>,
  given: RawParams,
): { readonly params: RawParams; readonly problems: readonly Problem[] } {
  const params: Record<string, ParamValue> = {};
  const problems: Problem[] = [];
  for (const [name, param] of Object.entries(declared)) {
    if (Object.hasOwn(given, name)) {
      const wrong = misfit(param, given[name]!, name, block);
      if (wrong === null) {
        params[name] = given[name]!;
        continue;
      }
      problems.push(wrong);
    }
    const value = evaluateParam(param.default, params);
    const wrong = isProblem(value) ? { ...value, field: name } : misfit(param, value, name, block);
    if (wrong) problems.push(wrong);
    params[name] = wrong ? fallback[param.type] : (value as ParamValue);
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const suggestion = nearest(name, Object.keys(declared));
    problems.push(
      problem(
        'block.unknownParam',
        '',
        {
          block,
          param: name,
          known: Object.keys(declared).join(', ') || '–',
          ...(suggestion === null ? {} : { suggestion }),
        },
        {
          field: name,
          fixes: [
            ...(suggestion === null || Object.hasOwn(given, suggestion)
              ? []
              : [
                  {
                    code: 'param.rename' as const,
                    values: { from: name, to: suggestion },
                    actions: [
                      { do: 'unsetParam' as const, node: '', field: name },
                      { do: 'setParam' as const, node: '', field: suggestion, value: given[name]! },
                    ],
                  },
                ]),
            { code: 'param.remove', values: { param: name }, actions: [{ do: 'unsetParam', node: '', field: name }] },
          ],
        },
      ),
    );
  }
  return { params, problems };
}

/** What stands in for a default that is itself wrong. */
export const fallback = { number: 1, boolean: false, text: '', size: 1 } as const satisfies Record<
  BlockParam['type'],
  Scalar
>;

export const fits: Record<BlockParam['type'], (value: ParamValue) => boolean> = {
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  text: (value) => typeof value === 'string',
  size: (value) =>
    typeof value === 'number' ||
    (typeof value === 'object' && value.length === 2 && value.every((side) => typeof side === 'number')),
};

const misfits = {
  number: 'block.paramNotNumber',
  boolean: 'block.paramNotBoolean',
  text: 'block.paramNotText',
  size: 'block.paramNotSize',
} as const satisfies Record<BlockParam['type'], ProblemCode>;

/** What keeps `value` from being the parameter's, or null. */
function misfit(param: BlockParam, value: ParamValue, name: string, block: string): Problem | null {
  const at = { field: name };
  if (!fits[param.type](value))
    return problem(misfits[param.type], '', { block, param: name, found: JSON.stringify(value).slice(0, 60) }, at);
  for (const side of typeof value === 'object' ? value : [value]) {
    if (typeof side !== 'number') continue;
    if (param.min !== undefined && side < param.min)
      return problem('block.paramTooSmall', '', { block, param: name, value: side, min: param.min }, at);
    if (param.max !== undefined && side > param.max)
      return problem('block.paramTooLarge', '', { block, param: name, value: side, max: param.max }, at);
  }
  if (typeof value === 'string' && param.options && !param.options.includes(value)) {
    const suggestion = nearest(value, param.options);
    const values = { block, param: name, value, options: param.options.join(', ') };
    return problem('block.paramNotAnOption', '', suggestion === null ? values : { ...values, suggestion }, at);
  }
  return null;
}
