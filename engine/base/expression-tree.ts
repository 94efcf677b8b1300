import jsep from 'jsep';
import type { ParamValue, Problem, Scalar } from './diagnostics.ts';
import { listed } from './listed.ts';
import { nearest } from './nearest.ts';

/**
 * What an expression may name: parameters, `index` under a repeat, and by `channelsName` the channels that enter a port
 * of its block.
 */
export type Scope = Readonly<Record<string, ParamValue>>;

/** Of a text that an expression makes. */
const LONGEST_TEXT = 1000;

type Values = Readonly<Record<string, Scalar>>;

/**
 * Carries a problem out of nested evaluation; `compileExpression` catches it. `hints` are values that take a search.
 */
export class Fault extends Error {
  readonly code: Problem['code'];
  readonly values: Values;
  readonly hints: () => Values;
  constructor(code: Problem['code'], values: Values, hints: () => Values = () => ({})) {
    super(code);
    this.code = code;
    this.values = values;
    this.hints = hints;
  }
}

export type Evaluate = (scope: Scope) => ParamValue;

// Only what a design needs; `^` is the power and binds tightest, from the right. A sign binds tighter still, as in
// spreadsheets: -2^2 is 4.
jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
for (const [op, precedence] of [
  ['||', 1],
  ['&&', 2],
  ['==', 3],
  ['!=', 3],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
] as const) {
  jsep.addBinaryOp(op, precedence);
}
jsep.addBinaryOp('^', 7, true);
jsep.addUnaryOp('-');
jsep.addUnaryOp('+');
jsep.addUnaryOp('!');
jsep.removeLiteral('null');

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

interface NumericFunction {
  readonly least: number;
  readonly most: number;
  readonly apply: (...numbers: number[]) => number;
}

const functions: Readonly<Record<string, NumericFunction>> = {
  floor: { least: 1, most: 1, apply: Math.floor },
  ceil: { least: 1, most: 1, apply: Math.ceil },
  round: { least: 1, most: 1, apply: Math.round },
  abs: { least: 1, most: 1, apply: Math.abs },
  sqrt: { least: 1, most: 1, apply: Math.sqrt },
  min: { least: 1, most: 20, apply: Math.min },
  max: { least: 1, most: 20, apply: Math.max },
};

/** What the channels that enter a port are called, in a scope and in an expression. */
export const channelsName = (port: string): string =>
  /^[A-Za-z_]\w*$/.test(port) ? `channels(${port})` : `channels("${port}")`;

/** Names that an expression reads as something else, so that no parameter may have them. */
export const reservedNames: readonly string[] = ['index', 'true', 'false', 'this', ...Object.keys(functions)];

const typeName = (value: ParamValue): string => JSON.stringify(value).slice(0, 40);

function asNumber(value: ParamValue, operation: string): number {
  if (typeof value === 'number') return value;
  throw new Fault('expression.needsNumber', { operation, found: typeName(value) });
}

function asBoolean(value: ParamValue, operation: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Fault('expression.needsBoolean', { operation, found: typeName(value) });
}

function asScalar(value: ParamValue): Scalar {
  if (typeof value !== 'object') return value;
  throw new Fault('expression.listInList', {});
}

function asList(value: ParamValue, operation: string): readonly Scalar[] {
  if (typeof value === 'object') return value;
  throw new Fault('expression.needsList', { operation, found: typeName(value) });
}

function elementAt(list: readonly Scalar[], index: number): Scalar {
  const element = list[index];
  if (element === undefined) throw new Fault('expression.noElement', { index, count: list.length });
  return element;
}

/** Lists are equal element by element. */
const equal = (a: ParamValue, b: ParamValue): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a.length === b.length && a.every((x, i) => x === b[i]) : a === b;

function finite(value: number, operation: string): number {
  if (Number.isFinite(value)) return value;
  throw new Fault('expression.notFinite', { operation, result: String(value) });
}

function add(a: ParamValue, b: ParamValue): Scalar {
  if (typeof a !== 'string' && typeof b !== 'string') return finite(asNumber(a, '+') + asNumber(b, '+'), `${a} + ${b}`);
  const text = `${a}${b}`;
  if (text.length > LONGEST_TEXT)
    throw new Fault('expression.textTooLong', { length: text.length, limit: LONGEST_TEXT });
  return text;
}

/** Turns a parsed tree into closures once, so that a repeat of a thousand blocks pays no parsing. */
export function buildTree(tree: jsep.Expression, names: Set<string>, ports: Set<string>): Evaluate {
  const node = tree as jsep.CoreExpression;
  switch (node.type) {
    case 'Literal': {
      const { value } = node;
      if (typeof value === 'number') return constant(finite(value, node.raw));
      if (typeof value === 'string' || typeof value === 'boolean') return constant(value);
      break;
    }
    case 'Identifier': {
      const { name } = node;
      names.add(name);
      return (scope) => {
        if (Object.hasOwn(scope, name)) return scope[name]!;
        throw new Fault(name === 'index' ? 'expression.noIndex' : 'expression.unknownName', { name }, () => {
          const known = Object.keys(scope);
          const suggestion = nearest(name, known);
          return {
            ...(known.length > 0 ? { known: listed(known) } : {}),
            ...(suggestion === null ? {} : { suggestion }),
          };
        });
      };
    }
    case 'UnaryExpression': {
      const argument = buildTree(node.argument, names, ports);
      if (node.operator === '!') return (scope) => !asBoolean(argument(scope), '!');
      if (node.operator === '-') return (scope) => -asNumber(argument(scope), '-');
      return (scope) => asNumber(argument(scope), '+');
    }
    case 'BinaryExpression':
      return buildBinary(node.operator, buildTree(node.left, names, ports), buildTree(node.right, names, ports));
    case 'ConditionalExpression': {
      const test = buildTree(node.test, names, ports);
      const yes = buildTree(node.consequent, names, ports);
      const no = buildTree(node.alternate, names, ports);
      return (scope) => (asBoolean(test(scope), '?') ? yes(scope) : no(scope));
    }
    case 'ArrayExpression': {
      const elements = node.elements.map((element) => {
        if (element === null) throw new Fault('expression.notAllowed', { construct: '[ , ]' });
        return buildTree(element, names, ports);
      });
      return (scope) => elements.map((element) => asScalar(element(scope)));
    }
    case 'MemberExpression': {
      if (!node.computed) break;
      const list = buildTree(node.object, names, ports);
      const index = buildTree(node.property, names, ports);
      return (scope) => elementAt(asList(list(scope), '[ ]'), asNumber(index(scope), '[ ]'));
    }
    case 'CallExpression': {
      const name = node.callee.type === 'Identifier' ? (node.callee as jsep.Identifier).name : '';
      if (name === 'channels') return buildChannels(node.arguments, names, ports);
      if (name === 'length') return buildLength(node.arguments.map((a) => buildTree(a, names, ports)));
      return buildCall(
        name,
        node.arguments.map((a) => buildTree(a, names, ports)),
      );
    }
    default:
      break;
  }
  throw new Fault('expression.notAllowed', { construct: node.type === 'Literal' ? node.raw : node.type });
}

function buildLength(args: readonly Evaluate[]): Evaluate {
  const [list] = args;
  if (!list || args.length > 1)
    throw new Fault('expression.argumentCount', { name: 'length', expected: '1', count: args.length });
  return (scope) => asList(list(scope), 'length').length;
}

const constant =
  (value: ParamValue): Evaluate =>
  () =>
    value;

function buildBinary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  const compute = arithmetic[operator];
  if (compute) {
    return (scope) => {
      const a = asNumber(left(scope), operator);
      const b = asNumber(right(scope), operator);
      return finite(compute(a, b), `${a} ${operator} ${b}`);
    };
  }
  const compare = comparisons[operator];
  if (compare) return (scope) => compare(asNumber(left(scope), operator), asNumber(right(scope), operator));
  switch (operator) {
    case '+':
      return (scope) => add(left(scope), right(scope));
    case '==':
      return (scope) => equal(left(scope), right(scope));
    case '!=':
      return (scope) => !equal(left(scope), right(scope));
    case '&&':
      return (scope) => asBoolean(left(scope), operator) && asBoolean(right(scope), operator);
    case '||':
      return (scope) => asBoolean(left(scope), operator) || asBoolean(right(scope), operator);
    default:
      throw new Fault('expression.notAllowed', { construct: operator });
  }
}

/** `channels(in)`, or `channels("in-2")` where the port's name is none that an expression could hold otherwise. */
function buildChannels(args: readonly jsep.Expression[], names: Set<string>, ports: Set<string>): Evaluate {
  const [argument] = args as readonly jsep.CoreExpression[];
  const port = argument?.type === 'Identifier' ? argument.name : argument?.type === 'Literal' ? argument.value : null;
  if (args.length !== 1 || typeof port !== 'string') throw new Fault('expression.needsPort', {});
  const name = channelsName(port);
  names.add(name);
  ports.add(port);
  return (scope) => {
    if (Object.hasOwn(scope, name)) return scope[name]!;
    throw new Fault('expression.channelsUnknown', { port });
  };
}

function buildCall(name: string, args: readonly Evaluate[]): Evaluate {
  if (!Object.hasOwn(functions, name)) {
    const known = [...Object.keys(functions), 'length', 'channels'];
    const suggestion = nearest(name, known);
    throw new Fault('expression.unknownFunction', {
      name,
      known: known.join(', '),
      ...(suggestion === null ? {} : { suggestion }),
    });
  }
  const { least, most, apply } = functions[name]!;
  if (args.length < least || args.length > most) {
    throw new Fault('expression.argumentCount', {
      name,
      expected: least === most ? String(least) : `${least} to ${most}`,
      count: args.length,
    });
  }
  return (scope) => {
    const numbers = args.map((a) => asNumber(a(scope), name));
    return finite(apply(...numbers), `${name}(${numbers.join(', ')})`);
  };
}
