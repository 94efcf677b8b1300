import type { FixCode, ProblemCode } from './catalogue/index.ts';

/** A plain value that travels in a message: no objects, so that it survives JSON and any language's wording. */
export type Scalar = string | number | boolean;

/** A value of a layer's parameter as documents store it; text that begins with `=` is an expression. */
export type ParamValue = Scalar | readonly Scalar[];

export interface NewNode {
  readonly kind: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

/**
 * One change to a document that mends a problem, as data: the canvas, the command line and tests apply it with
 * `applyFix` (engine/design). `node` is an expanded path (`stage2/0/conv1`); the change lands in the definition it came
 * from.
 */
export type FixAction =
  | { readonly do: 'setParam'; readonly node: string; readonly field: string; readonly value: ParamValue }
  | { readonly do: 'unsetParam'; readonly node: string; readonly field: string }
  | { readonly do: 'setDocumentParam'; readonly field: string; readonly value: ParamValue }
  | { readonly do: 'setKind'; readonly node: string; readonly kind: string }
  | {
      /** Puts a new single-input node in front of input `index` of `port`. */
      readonly do: 'insertBefore';
      readonly node: string;
      readonly port: string;
      readonly index: number;
      readonly kind: string;
      readonly params: Readonly<Record<string, ParamValue>>;
    }
  /** Puts a new node, and those of `behind`, one behind the other. */
  | ({ readonly do: 'appendNode'; readonly after: string; readonly behind?: readonly NewNode[] } & NewNode)
  /** In place of wire `index`, or behind the wires that the port has. */
  | {
      readonly do: 'connect';
      readonly from: string;
      readonly node: string;
      readonly port: string;
      readonly index?: number;
    }
  | { readonly do: 'removeInput'; readonly node: string; readonly port: string; readonly index: number }
  | { readonly do: 'removeNode'; readonly node: string }
  /** Of a training, not of the document. */
  | { readonly do: 'setSetting'; readonly field: SettingField; readonly value: ParamValue };

/** Settings that a fix may change, as the form of a training names them. */
export type SettingField =
  | 'batch'
  | 'learningRate'
  | 'augment.crop'
  | 'augment.cutout'
  | 'data.ground'
  | 'data.skipBad'
  | 'device'
  | DataField;

/** Those that say what a folder of images holds. */
export type DataField = 'data.path' | 'data.parts' | 'data.classesFrom' | 'data.exclude';

export interface Fix {
  readonly code: FixCode;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly actions: readonly FixAction[];
}

/**
 * A mistake that a person can make and mend, as data. Mistakes are values; exceptions are bugs.
 * `code` and `values` travel; the text comes from the catalogue (`describe`).
 */
export interface Problem {
  readonly code: ProblemCode;
  /** An error makes the design untrainable; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Expanded path of the node, a file's path for files, '' for the document as a whole. */
  readonly node: string;
  /** The port or parameter. */
  readonly field?: string;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly fixes: readonly Fix[];
}

/**
 * Carries problems through code that cannot go on (file readers, jobs, the command line). `problems` is never empty.
 */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => `${p.code} ${p.node} ${JSON.stringify(p.values)}`).join('; '));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

/** Longest text among a problem's values. */
const LONGEST_VALUE = 2000;

/** An error at `node`; extras: field, fixes, severity. Longer texts among the values are cut. */
export function problem(
  code: ProblemCode,
  node: string,
  values: Readonly<Record<string, Scalar>> = {},
  extras: { readonly field?: string; readonly fixes?: readonly Fix[]; readonly severity?: 'error' | 'warning' } = {},
): Problem {
  return { code, severity: 'error', node, values: lasting(values), fixes: [], ...extras };
}

/**
 * With numbers that JSON does not know (Infinity, NaN) as texts and long texts cut: a problem crosses processes and
 * stands in files, and others' names and texts end up in it.
 */
function lasting(values: Readonly<Record<string, Scalar>>): Readonly<Record<string, Scalar>> {
  const isLasting = (value: Scalar): boolean =>
    typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'string' || value.length <= LONGEST_VALUE;
  if (Object.values(values).every(isLasting)) return values;
  const lasts = (value: Scalar): Scalar =>
    typeof value === 'string' ? `${value.slice(0, LONGEST_VALUE - 1)}…` : `${value}`;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isLasting(value) ? value : lasts(value)]),
  );
}
