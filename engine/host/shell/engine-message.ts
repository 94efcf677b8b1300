import { z } from 'zod';
import { problem } from '../../base/diagnostics.ts';
import { firstIssue } from '../../settings/first-issue.ts';
import { type FromEngine, fromEngine } from '../protocol.ts';

const addressed = z.object({ id: z.number().int(), type: z.string().catch('') });

/**
 * A message of the engine. One that does not fit the protocol (a number that is not finite arrives as null) is never
 * dropped: an answer becomes the failure of its job, an event a warning in its place. Null where it cannot even be told
 * whose it is.
 */
export function readMessage(head: unknown): { readonly message: FromEngine; readonly fits: boolean } | null {
  const parsed = fromEngine.safeParse(head);
  if (parsed.success) return { message: parsed.data, fits: true };
  const { data } = addressed.safeParse(head);
  if (!data) return null;
  const { id } = data;
  const reason = firstIssue(parsed.error);
  const message: FromEngine =
    data.type === 'event'
      ? { type: 'event', id, event: { type: 'warnings', problems: [lost(reason)] } }
      : { type: 'problems', id, problems: [problem('engine.unreadable', '', { reason })] };
  return { message, fits: false };
}

const lost = (reason: string) => problem('engine.eventLost', '', { reason }, { severity: 'warning' });
