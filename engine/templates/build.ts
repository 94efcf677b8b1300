import { type Problem, problem, type Scalar } from '../base/diagnostics.ts';
import { nearest } from '../base/nearest.ts';
import type { LoomDocument } from '../design/document.ts';
import { templatesFor } from './adapt.ts';
import { templates } from './index.ts';
import {
  type Argument,
  type ArgumentSchema,
  type ArgumentValues,
  defaultArguments,
  type Template,
} from './template.ts';

const templatePrefix = 'template:';

/** What a data set says of its images; arguments that the person gave win. */
export interface ImageOverrides {
  readonly height?: number;
  readonly width?: number;
  readonly channels?: number;
  readonly classes?: number;
}

export interface BuiltTemplate {
  /** Null where the name or an argument is wrong. */
  readonly document: LoomDocument | null;
  readonly problems: readonly Problem[];
}

/**
 * The design that `template:NAME?argument=value&…` asks for (the prefix may be left out). `cifar_resnet56` is short for
 * `cifar_resnet?depth=56`, and so for every template with a depth.
 */
export function buildTemplate(spec: string, overrides: ImageOverrides = {}): BuiltTemplate {
  const text = spec.startsWith(templatePrefix) ? spec.slice(templatePrefix.length) : spec;
  const question = text.indexOf('?');
  const name = question < 0 ? text : text.slice(0, question);
  const pairs =
    question < 0
      ? []
      : text
          .slice(question + 1)
          .split('&')
          .filter((pair) => pair !== '')
          .map(splitPair);

  const exact = Object.hasOwn(templates, name) ? templates[name]! : null;
  const short = exact ? null : depthInName(name);
  const template = exact ?? short?.template;
  if (!template) {
    const suggestion = nearest(name, Object.keys(templates));
    return failed([problem('template.unknown', '', { name, ...(suggestion === null ? {} : { suggestion }) })]);
  }
  const given = short ? [['depth', short.depth] as const, ...pairs] : pairs;
  const { args, problems } = readArguments(template, given, overrides);
  if (problems.length > 0) return failed(problems);
  const refused = template.check?.(args) ?? [];
  if (refused.length > 0) return failed(refused);
  return { document: template.build(args), problems: tooSmall(template, args) };
}

const failed = (problems: readonly Problem[]): BuiltTemplate => ({ document: null, problems });

function splitPair(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

/** `cifar_plain32` → cifar_plain at depth 32. */
function depthInName(name: string): { readonly template: Template; readonly depth: string } | null {
  const match = /^(.*\D)(\d+)$/.exec(name);
  const base = match?.[1];
  const template = base !== undefined && Object.hasOwn(templates, base) ? templates[base]! : null;
  return template && 'depth' in (template.args as ArgumentSchema) ? { template, depth: match![2]! } : null;
}

function readArguments(
  template: Template,
  given: readonly (readonly [name: string, value: string])[],
  overrides: ImageOverrides,
): { readonly args: ArgumentValues; readonly problems: readonly Problem[] } {
  const schema: ArgumentSchema = template.args;
  const problems: Problem[] = [];
  const values = new Map<string, Scalar>();
  const take = (name: string, text: string): void => {
    const value = readValue(schema[name]!, text);
    if (value === null) problems.push(badValue(name, schema[name]!, text));
    else values.set(name, value);
  };
  const seen = new Set<string>();
  for (const [name, text] of given) {
    if (!Object.hasOwn(schema, name)) problems.push(unknownArgument(template, name));
    else if (seen.has(name)) problems.push(problem('template.argumentTwice', '', { argument: name }, { field: name }));
    else take(name, text);
    seen.add(name);
  }
  for (const [name, value] of Object.entries(overrides) as readonly (readonly [string, number | undefined])[]) {
    if (value !== undefined && !seen.has(name)) take(name, String(value));
  }
  return { args: { ...defaultArguments(template), ...Object.fromEntries(values) }, problems };
}

/** The value that a text stands for, or null where it is not one of the argument's. */
function readValue(argument: Argument, text: string): Scalar | null {
  switch (argument.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null;
    case 'choice':
      return argument.options.includes(text) ? text : null;
    case 'int':
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value) || value < argument.min || value > argument.max) return null;
      return argument.type === 'int' && !Number.isInteger(value) ? null : value;
    }
  }
}

function badValue(name: string, argument: Argument, value: string): Problem {
  const at = { field: name };
  switch (argument.type) {
    case 'boolean':
      return problem('template.badOption', '', { argument: name, value, options: 'true, false' }, at);
    case 'choice': {
      const suggestion = nearest(value, argument.options);
      const values = { argument: name, value, options: argument.options.join(', ') };
      return problem('template.badOption', '', suggestion === null ? values : { ...values, suggestion }, at);
    }
    case 'int':
    case 'number': {
      const values = { argument: name, value, min: argument.min, max: argument.max };
      return problem(argument.type === 'int' ? 'template.badInteger' : 'template.badNumber', '', values, at);
    }
  }
}

function unknownArgument(template: Template, name: string): Problem {
  const names = Object.keys(template.args);
  const suggestion = nearest(name, names);
  const values = { template: template.name, argument: name, known: names.join(', ') };
  return problem('template.unknownArgument', '', suggestion === null ? values : { ...values, suggestion }, {
    field: name,
  });
}

function tooSmall(template: Template, args: ArgumentValues): readonly Problem[] {
  const smallest = template.smallestSide?.(args) ?? 1;
  const { height, width } = args;
  if (Math.min(height, width) >= smallest) return [];
  const [suggestion] = templatesFor({ height, width });
  const side = (field: 'height' | 'width', value: number) =>
    ({ do: 'setParam', node: 'input', field, value: Math.max(value, smallest) }) as const;
  return [
    problem(
      'template.inputTooSmall',
      'input',
      {
        template: template.name,
        given: `${height} × ${width}`,
        smallest,
        ...(suggestion ? { suggestion: suggestion.name } : {}),
      },
      {
        fixes: [
          { code: 'input.enlarge', values: { smallest }, actions: [side('height', height), side('width', width)] },
        ],
      },
    ),
  ];
}
