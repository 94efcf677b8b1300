import type { z } from 'zod';

/** What does not fit, with its place: `data.classes.3: Invalid input: expected string, received null`. */
export function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (!issue) return '';
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message;
}
