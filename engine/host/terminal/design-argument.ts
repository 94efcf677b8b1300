import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { parseDocument } from '../../design/parse.ts';
import type { DesignSource } from '../protocol.ts';

/** DESIGN on the command line: `template:NAME?argument=value`, or a file. Problems that leave a document standing come back when it is opened. */
export function designArgument(text: string): DesignSource {
  if (text.startsWith('template:')) return { kind: 'template', spec: text };
  if (!existsSync(text)) throw new ProblemError([problem('design.notFound', text, { path: text })]);
  const name = basename(text);
  const { document, problems } = parseDocument(readFileSync(text, 'utf8'), name);
  if (!document) throw new ProblemError(problems);
  return { kind: 'document', document, name };
}
