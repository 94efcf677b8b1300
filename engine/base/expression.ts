import jsep from 'jsep';
import { type ParamValue, type Problem, problem, type Scalar } from './diagnostics.ts';
import { nearest } from './nearest.ts';

/**
 * What an expression may name: parameters, `index` under a repeat, and by `channelsName` the channels that enter a port of its block.
 * A list (a kernel's rows and columns) can be handed on, not computed with.
 */
export type Scope = Readonly<Record<string, ParamValue>>;

/** A parsed expression. `names` are the parameters it reads, `channels(in)` among them as such; `ports` are those whose channels it asks for. */
export interface Expression {
  readonly text: string;
  readonly names: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
  /** The value, or what is wrong (its `node` is empty: the caller knows the place). */
  evaluate(scope: Scope): ParamValue | Problem;
}

/** Longer ones are refused; this bounds the depth of the parsed tree, and with it the stack that parsing and evaluating need. */
const LONGEST_EXPRESSION = 500;
const LONGEST_TEXT = 1000;
/** Parsed expressions kept; the cache starts afresh when it is full. */
const CACHE_SIZE = 5000;

/** Carries a problem out of nested evaluation; never leaves this file. */
class Fault extends Error {
  readonly problem: Problem;
  constructor(code: Problem['code'], values: Readonly<Record<string, Scalar>>) {
    super(code);
    this.problem = problem(code, '', values);
  }
}

type Evaluate = (scope: Scope) => ParamValue;

// Only what a design needs; `^` is the power and binds tightest, from the right. A sign binds tighter still, as in spreadsheets: -2^2 is 4.
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
function build(tree: jsep.Expression, names: Set<string>, ports: Set<string>): Evaluate {
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
        const known = Object.keys(scope);
        const suggestion = nearest(name, known);
        throw new Fault(name === 'index' ? 'expression.noIndex' : 'expression.unknownName', {
          name,
          ...(known.length > 0 ? { known: known.join(', ') } : {}),
          ...(suggestion === null ? {} : { suggestion }),
        });
      };
    }
    case 'UnaryExpression': {
      const argument = build(node.argument, names, ports);
      if (node.operator === '!') return (scope) => !asBoolean(argument(scope), '!');
      if (node.operator === '-') return (scope) => -asNumber(argument(scope), '-');
      return (scope) => asNumber(argument(scope), '+');
    }
    case 'BinaryExpression':
      return buildBinary(node.operator, build(node.left, names, ports), build(node.right, names, ports));
    case 'ConditionalExpression': {
      const test = build(node.test, names, ports);
      const yes = build(node.consequent, names, ports);
      const no = build(node.alternate, names, ports);
      return (scope) => (asBoolean(test(scope), '?') ? yes(scope) : no(scope));
    }
    case 'CallExpression': {
      const name = node.callee.type === 'Identifier' ? (node.callee as jsep.Identifier).name : '';
      if (name === 'channels') return buildChannels(node.arguments, names, ports);
      return buildCall(
        name,
        node.arguments.map((a) => build(a, names, ports)),
      );
    }
    default:
      break;
  }
  throw new Fault('expression.notAllowed', { construct: node.type === 'Literal' ? node.raw : node.type });
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
      return (scope) => left(scope) === right(scope);
    case '!=':
      return (scope) => left(scope) !== right(scope);
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
    const known = [...Object.keys(functions), 'channels'];
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

function parse(text: string): Expression | Problem {
  if (text.length > LONGEST_EXPRESSION)
    return problem('expression.tooLong', '', { length: text.length, limit: LONGEST_EXPRESSION });
  if (text.trim() === '') return problem('expression.empty', '');
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number };
    // jsep's errors carry a description and a position; anything else is a bug of ours or of jsep.
    if (description === undefined || index === undefined) throw error;
    return problem('expression.syntax', '', { expression: text, reason: description, position: index + 1 });
  }
  const names = new Set<string>();
  const ports = new Set<string>();
  try {
    const run = build(tree, names, ports);
    return {
      text,
      names,
      ports,
      evaluate(scope) {
        try {
          return run(scope);
        } catch (fault) {
          return located(fault, text);
        }
      },
    };
  } catch (fault) {
    return located(fault, text);
  }
}

function located(fault: unknown, expression: string): Problem {
  if (!(fault instanceof Fault)) throw fault;
  return { ...fault.problem, values: { ...fault.problem.values, expression } };
}

/** Tells what is wrong from a value. */
export const isProblem = (value: ParamValue | Problem): value is Problem =>
  typeof value === 'object' && !Array.isArray(value);

const cache = new Map<string, Expression | Problem>();

/**
 * Parses `4*filters` or `=4*filters`: numbers, texts in quotes, true, false, names; + - * / % ^, comparisons, && || !, ?:,
 * floor ceil round min max abs sqrt, and channels(port). `+` joins texts. No code of the design's is ever run. Results are cached by text.
 */
export function compileExpression(source: string): Expression | Problem {
  const text = source.startsWith('=') ? source.slice(1) : source;
  const known = cache.get(text);
  if (known) return known;
  const parsed = parse(text);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(text, parsed);
  return parsed;
}

/** The value of an expression, or what is wrong with it: syntax, an unknown name, a wrong type, a result that is not finite. */
export function evaluate(source: string, scope: Scope): ParamValue | Problem {
  const compiled = compileExpression(source);
  return 'evaluate' in compiled ? compiled.evaluate(scope) : compiled;
}
