import type { WebSocket } from 'ws';
import { encodeFrame, FrameReader } from '../frames.ts';
import { containedCall } from '../shell/call-paths.ts';
import type { PageId } from '../shell/drafts.ts';
import type { EngineLine, EngineProcess } from '../shell/engine-process.ts';
import { problemsOf, type Shell } from '../shell/shell.ts';
import { type Ask, type FromHost, toHost } from '../shell-protocol.ts';

/** RFC 6455: the message was of a kind, or of a form, that is not accepted. */
const UNSUPPORTED = 1003;
const MALFORMED = 1007;
/** So much that is not of the protocol is no accident. */
const MOST_MISTAKES = 20;

/** One page: a WebSocket whose messages hold one frame each. */
export class PageConnection {
  readonly #socket: WebSocket;
  readonly #shell: Shell;
  readonly #page: PageId;
  readonly #line: EngineLine;
  #mistakes = 0;

  constructor(socket: WebSocket, page: PageId, shell: Shell, engine: EngineProcess) {
    this.#socket = socket;
    this.#page = page;
    this.#shell = shell;
    this.#line = engine.line((message) => this.send(message));
    socket.on('message', (data, isBinary) => this.#arrived(data as Buffer, isBinary));
    // What is wrong with a frame of the transport closes the connection, which is what counts.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#line.close();
      shell.drafts.release(page);
    });
    for (const event of engine.news) this.send({ type: 'shell', event });
  }

  send(message: FromHost): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(encodeFrame(message));
  }

  #arrived(data: Buffer, isBinary: boolean): void {
    if (!isBinary) return this.#socket.close(UNSUPPORTED, 'frames are binary');
    const head = onlyHead(data);
    if (head === undefined) return this.#socket.close(MALFORMED, 'not one frame');
    const message = toHost.safeParse(head);
    if (!message.success) {
      this.send({ type: 'failure', id: -1, message: `not a message of this protocol: ${message.error.message}` });
      if (++this.#mistakes >= MOST_MISTAKES) this.#socket.close(MALFORMED, 'not of this protocol');
      return;
    }
    const { data: m } = message;
    if (m.type === 'ask') {
      void this.#answer(m);
      return;
    }
    try {
      this.#line.receive(m.type === 'call' ? containedCall(m, this.#shell.grants) : m);
    } catch (error) {
      this.send({ type: 'problems', id: m.id, problems: problemsOf(error) });
    }
  }

  async #answer({ id, name, params }: Ask): Promise<void> {
    const answer = await this.#shell.answer(name, params, this.#page);
    this.send('result' in answer ? { type: 'answer', id, ...answer } : { type: 'refusal', id, ...answer });
  }
}

/** The head of a message that is exactly one frame. */
function onlyHead(data: Buffer): unknown {
  try {
    const reader = new FrameReader();
    const frames = reader.push(data);
    const [frame] = frames;
    return frames.length === 1 && frame && encodedLength(frame.body, data) === data.length ? frame.head : undefined;
  } catch {
    return undefined;
  }
}

function encodedLength(body: Uint8Array, data: Buffer): number {
  return 8 + data.readUInt32LE(0) + body.length;
}
