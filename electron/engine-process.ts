import type { MessagePortMain } from 'electron';
import { z } from 'zod';
import { containedCall } from '../engine/host/shell/call-paths.ts';
import type { EngineProcess } from '../engine/host/shell/engine-process.ts';
import type { Grants } from '../engine/host/shell/grants.ts';
import { problemsOf } from '../engine/host/shell/shell.ts';
import { toLine } from '../engine/host/shell-protocol.ts';

/**
 * Relays between a page's port and the engine. What the page sends is validated, and its paths are held to what the
 * user chose.
 */
export function relayEngine(
  port: Pick<MessagePortMain, 'on' | 'start' | 'postMessage'>,
  engine: Pick<EngineProcess, 'line'>,
  grants: Grants,
): void {
  const line = engine.line((message) => port.postMessage(message));
  port.on('message', ({ data }: { readonly data: unknown }) => {
    const message = toLine.safeParse(data);
    if (!message.success) {
      const id = z.object({ id: z.number().int() }).safeParse(data);
      port.postMessage({ type: 'failure', id: id.data?.id ?? -1, message: message.error.message });
      return;
    }
    try {
      line.receive(message.data.type === 'call' ? containedCall(message.data, grants) : message.data);
    } catch (error) {
      port.postMessage({ type: 'problems', id: message.data.id, problems: problemsOf(error) });
    }
  });
  port.on('close', () => line.close());
  port.start();
}
