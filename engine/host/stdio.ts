import { encodeFrame, FrameReader } from './frames.ts';
import type { FromEngine } from './protocol.ts';
import { EngineService } from './service.ts';

/**
 * The engine as a process of its own: protocol messages in frames on stdin and stdout, for Electron's main process. Ends when stdin ends, and with exit code 1
 * after a stream that is not framed. Resolves when all that was to be said is written.
 */
export async function serveStdio(workerUrl: URL, input = process.stdin, output = process.stdout): Promise<number> {
  const send = (message: FromEngine): void => {
    output.write(encodeFrame(message));
  };
  const service = new EngineService(workerUrl, send);
  const reader = new FrameReader();
  let exitCode = 0;
  try {
    for await (const chunk of input) for (const { head } of reader.push(chunk as Uint8Array)) service.receive(head);
  } catch (error) {
    send({ type: 'failure', id: -1, message: (error as Error).message });
    exitCode = 1;
  }
  await service.close();
  await new Promise<void>((resolve) => output.write('', () => resolve()));
  return exitCode;
}
