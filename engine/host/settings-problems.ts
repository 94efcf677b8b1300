import type { z } from 'zod';
import { type Problem, problem, type Scalar } from '../base/diagnostics.ts';
import { nearest } from '../base/nearest.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a settings schema refused, as problems with the value that was given (parse with `reportInput`). `nameOf` is
 * what people call a field: the flag on the command line, the path of the parameter in the protocol.
 */
export function settingsProblems(
  error: z.ZodError,
  nameOf: (path: string) => string = (path) => path,
): readonly Problem[] {
  return error.issues.map((issue) => settingsProblem(issue, nameOf(issue.path.join('.'))));
}

function settingsProblem(issue: Issue, field: string): Problem {
  const value = valueText(issue.input);
  const report = (code: Parameters<typeof problem>[0], more: Readonly<Record<string, Scalar>>): Problem =>
    problem(code, '', { field, value, ...more }, { field });
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return report('settings.missing', { expected: issue.origin });
      return issue.inclusive === false
        ? report('settings.notAbove', { limit: Number(issue.minimum) })
        : report('settings.tooSmall', { limit: Number(issue.minimum) });
    case 'too_big':
      return report('settings.tooLarge', { limit: Number(issue.maximum) });
    case 'invalid_value':
      return notAnOption(issue.values.map(String), String(issue.input), report);
    case 'invalid_union': {
      const { discriminator, options } = issue as typeof issue & Discriminated;
      if (options) return notAnOption(options.map(String), optionOf(issue.input, discriminator), report);
      const branch = issue.errors.flat().find((e) => e.code !== 'invalid_type') ?? issue;
      return report('settings.invalid', { reason: reasonOf(branch) });
    }
    case 'invalid_type':
      return report(issue.input === undefined ? 'settings.missing' : 'settings.wrongType', {
        expected: issue.expected,
      });
    default:
      return report('settings.invalid', { reason: reasonOf(issue) });
  }
}

/** What zod adds where a union is told apart by a field; its types leave it out. */
interface Discriminated {
  readonly discriminator?: string;
  readonly options?: readonly unknown[];
}

type Report = (code: Parameters<typeof problem>[0], more: Readonly<Record<string, Scalar>>) => Problem;

function notAnOption(options: readonly string[], given: string, report: Report): Problem {
  const suggestion = nearest(given, options);
  const values = { value: JSON.stringify(given), options: options.join(', ') };
  return report('settings.notAnOption', suggestion === null ? values : { ...values, suggestion });
}

/** A union by discriminator reports the whole object: the option is a field of it. */
function optionOf(input: unknown, discriminator: string | undefined): string {
  const fields = typeof input === 'object' && input !== null ? Object.entries(input) : [];
  return String(fields.find(([name]) => name === discriminator)?.[1] ?? 'nothing');
}

function valueText(input: unknown): string {
  const text = JSON.stringify(input) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const reasonOf = (issue: Issue): string => issue.message.replace(/\.$/, '');
