import type { ParamValue, Scalar } from '../base/diagnostics.ts';
import { compileExpression, isProblem } from '../base/expression.ts';
import { channelsName } from '../base/expression-tree.ts';
import type { RawParams } from '../layers/layer.ts';
import type { DocumentNode, Expression } from './document.ts';
import { isExpression } from './parameters.ts';

/** What is asked of ports, quoted texts and names of an expression; nothing inside quotes is a name. */
const TOKENS =
  /\bchannels\s*\(\s*(?:"(?<quoted>[^"]*)"|(?<bare>[A-Za-z_]\w*))\s*\)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\b[A-Za-z_]\w*/g;

/** An expression with every name in it replaced by what `replacement` has for it; undefined leaves it. */
function withNames<E extends string>(expression: E, replacement: (name: string) => string | undefined): E {
  return expression.replace(TOKENS, (token, ...rest) => {
    const { quoted, bare } = rest.at(-1) as { readonly quoted?: string; readonly bare?: string };
    const port = quoted ?? bare;
    return replacement(port === undefined ? token : channelsName(port)) ?? token;
  }) as E;
}

/**
 * A stored value with names replaced by `values`, which may be expressions themselves; a result without names is
 * computed. Names that `values` lacks stay.
 */
export function substitute(value: ParamValue, values: RawParams): ParamValue {
  if (typeof value === 'object') {
    const elements = value.map((element) => substitute(element, values));
    return elements.every((element) => typeof element !== 'object') ? elements : value;
  }
  if (!isExpression(value)) return value;
  const name = value.slice(1).trim();
  if (Object.hasOwn(values, name)) return values[name]!;
  const text = withNames(value.slice(1), (called) =>
    Object.hasOwn(values, called) ? written(values[called]!) : undefined,
  );
  return folded(`=${text}`);
}

/** A stored value as it reads once the parameter `from` is called `to`. */
export function withNameChanged<V extends ParamValue>(value: V, from: string, to: string): V;
export function withNameChanged(value: ParamValue, from: string, to: string): ParamValue {
  if (typeof value === 'object') return value.map((element) => withNameChanged(element, from, to));
  return isExpression(value) ? withNames(value, (name) => (name === from ? to : undefined)) : value;
}

/** A stored value as it reads once the block `from` is called `to`: `block:from` alone, or quoted in an expression. */
export function withBlockChanged<V extends ParamValue>(value: V, from: string, to: string): V;
export function withBlockChanged(value: ParamValue, from: string, to: string): ParamValue {
  if (typeof value === 'object') return value.map((element) => withBlockChanged(element, from, to));
  if (typeof value !== 'string') return value;
  if (!isExpression(value)) return value === `block:${from}` ? `block:${to}` : value;
  return withNames(value, (token) => (token.slice(1, -1) === `block:${from}` ? `"block:${to}"` : undefined));
}

/** The value of an expression that reads no names, else the expression. */
export function folded(expression: Expression): ParamValue {
  const compiled = compileExpression(expression);
  if ('code' in compiled || compiled.names.size > 0) return expression;
  const value = compiled.evaluate({});
  return isProblem(value) ? expression : value;
}

/** A value as part of an expression. */
function written(value: ParamValue): string {
  if (isExpression(value)) return `(${value.slice(1)})`;
  if (typeof value === 'object') return `[${value.map(written).join(', ')}]`;
  return literal(value);
}

function literal(value: Scalar): string {
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  return typeof value === 'number' && value < 0 ? `(${value})` : String(value);
}

/**
 * The node with names replaced throughout. A condition or repeat that comes to a proper value becomes that value; one
 * that comes to anything else stays an expression, and the mistake that it is.
 */
export function substituteNode(node: DocumentNode, values: RawParams): DocumentNode {
  const { kind, params, repeat, when, ...rest } = node;
  const newKind = substitute(kind, values);
  const newRepeat = repeat === undefined ? undefined : substitute(repeat, values);
  const newWhen = when === undefined ? undefined : substitute(when, values);
  const counts = typeof newRepeat === 'number' && Number.isInteger(newRepeat) && newRepeat >= 0;
  return {
    ...rest,
    kind: typeof newKind === 'string' && newKind !== '' ? newKind : `=${written(newKind)}`,
    ...(params && {
      params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, substitute(value, values)])),
    }),
    ...(newRepeat !== undefined && { repeat: counts ? newRepeat : asExpression(newRepeat) }),
    ...(newWhen !== undefined && { when: typeof newWhen === 'boolean' ? newWhen : asExpression(newWhen) }),
  };
}

const asExpression = (value: ParamValue): Expression => (isExpression(value) ? value : `=${written(value)}`);
