import jsep from 'jsep';
import { type ParamValue, type Problem, problem } from './diagnostics.ts';
import { buildTree, Fault, type Scope } from './expression-tree.ts';

/**
 * A parsed expression. `names` are the parameters it reads, `channels(in)` among them as such; `ports` are those whose
 * channels it asks for.
 */
export interface Expression {
  readonly text: string;
  readonly names: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
  /**
   * The value, or what is wrong (its `node` is empty: the caller knows the place). `asksWhy` false spares the search
   * for what was meant.
   */
  evaluate(scope: Scope, asksWhy?: boolean): ParamValue | Problem;
}

/**
 * Longer ones are refused; this bounds the depth of the parsed tree, and with it the stack that parsing and evaluating
 * need.
 */
const LONGEST_EXPRESSION = 500;
/**
 * Letters of the parsed expressions that are kept, so that no file of 1 MB is parsed twice; the cache starts afresh
 * when it is full.
 */
const CACHE_LETTERS = 1_000_000;

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
    const run = buildTree(tree, names, ports);
    return {
      text,
      names,
      ports,
      evaluate(scope, asksWhy = true) {
        try {
          return run(scope);
        } catch (fault) {
          return located(fault, text, asksWhy);
        }
      },
    };
  } catch (fault) {
    return located(fault, text, true);
  }
}

function located(fault: unknown, expression: string, asksWhy: boolean): Problem {
  if (!(fault instanceof Fault)) throw fault;
  return problem(fault.code, '', { ...fault.values, ...(asksWhy ? fault.hints() : {}), expression });
}

/** Tells what is wrong from a value. */
export const isProblem = (value: ParamValue | Problem): value is Problem =>
  typeof value === 'object' && !Array.isArray(value);

const cache = new Map<string, Expression | Problem>();
let cachedLetters = 0;

/**
 * Parses `4*filters` or `=4*filters`: numbers, texts in quotes, true, false, names; + - * / % ^, comparisons, && || !,
 * ?:, lists and list[index], floor ceil round min max abs sqrt, length(list) and channels(port). `+` joins texts. No
 * code of the design's is ever run. Results are cached by text.
 */
export function compileExpression(source: string): Expression | Problem {
  const text = source.startsWith('=') ? source.slice(1) : source;
  const known = cache.get(text);
  if (known) return known;
  const parsed = parse(text);
  cachedLetters += text.length;
  if (cachedLetters > CACHE_LETTERS) {
    cache.clear();
    cachedLetters = text.length;
  }
  cache.set(text, parsed);
  return parsed;
}

/**
 * The value of an expression, or what is wrong with it: syntax, an unknown name, a wrong type, a result that is not
 * finite.
 */
export function evaluate(source: string, scope: Scope, asksWhy = true): ParamValue | Problem {
  const compiled = compileExpression(source);
  return 'evaluate' in compiled ? compiled.evaluate(scope, asksWhy) : compiled;
}
