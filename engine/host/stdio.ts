import { problem } from '../base/diagnostics.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import type { FromEngine } from './protocol.ts';
import { EngineService } from './service.ts';

/** How a system that shuts down, a closed terminal and Ctrl-C ask a process to end. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/**
 * The engine as a process of its own: protocol messages in frames on stdin and stdout, for its host. Ends when stdin
 * ends, on a signal, and with exit code 1 after a stream that is not framed; a run that goes on then is stopped with a
 * checkpoint. Resolves when all that was to be said is written.
 */
export async function serveStdio(workerUrl: URL, input = process.stdin, output = process.stdout): Promise<number> {
  // The host is gone: the end of stdin says so too, and the checkpoint must still be written.
  output.removeAllListeners('error').on('error', () => {});
  let asked = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      asked = true;
      input.destroy();
    });
  }
  const send = (message: FromEngine): void => {
    output.write(frameOf(message));
  };
  const service = new EngineService(workerUrl, send);
  const reader = new FrameReader();
  let exitCode = 0;
  try {
    for await (const chunk of input) for (const { head } of reader.push(chunk as Uint8Array)) service.receive(head);
  } catch (error) {
    if (!asked) {
      exitCode = 1;
      send({ type: 'failure', id: -1, message: (error as Error).message });
    }
  }
  const allEnded = await service.close();
  await new Promise<void>((resolve) => output.write('', () => resolve()));
  // An exit waits for every thread, and one that reads a disk which does not answer never ends.
  if (!allEnded) process.kill(process.pid, 'SIGKILL');
  return exitCode;
}

/** An answer that cannot be put into a frame is told to be one. */
function frameOf(message: FromEngine): Uint8Array {
  try {
    return encodeFrame(message);
  } catch (error) {
    const { id, type } = message;
    const { message: reason } = error as Error;
    if (type !== 'event')
      return encodeFrame({ type: 'problems', id, problems: [problem('engine.cannotAnswer', '', { reason })] });
    const lost = problem('engine.eventLost', '', { reason }, { severity: 'warning' });
    return encodeFrame({ type, id, event: { type: 'warnings', problems: [lost] } });
  }
}
