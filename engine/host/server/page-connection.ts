import type { WebSocket } from 'ws';
import { encodeFrame, FrameReader } from '../frames.ts';
import type { JobEvent } from '../protocol.ts';
import { containedCall } from '../shell/call-paths.ts';
import type { PageId } from '../shell/drafts.ts';
import type { EngineLine, EngineProcess } from '../shell/engine-process.ts';
import { problemsOf, type Shell } from '../shell/shell.ts';
import { type FromHost, type ToHost, toHost } from '../shell-protocol.ts';

/** RFC 6455: the message was of a kind, or of a form, that is not accepted. */
const UNSUPPORTED = 1003;
const MALFORMED = 1007;
/** The page is asked to come again. */
const TRY_AGAIN = 1013;
/** So much that is not of the protocol is no accident. */
const MOST_MISTAKES = 20;
/**
 * Bytes that wait for a page which reads slowly. From here on its questions wait too, and what a job's next report says
 * anew is left out …
 */
const MUCH_WAITING = 4 << 20;
/** … and here it is given up: it comes again, and looks at its jobs where they are by then. */
const MOST_WAITING = 64 << 20;
/** Reports of which a page that is behind needs the latest only; of a training `history` has them all. */
const PASSING: ReadonlySet<string> = new Set([
  'step',
  'loading',
  'evaluated',
  'profiling',
] satisfies JobEvent['type'][]);

/** One page: a WebSocket whose messages hold one frame each. */
export class PageConnection {
  readonly #socket: WebSocket;
  readonly #shell: Shell;
  readonly #page: PageId;
  readonly #line: EngineLine;
  #mistakes = 0;
  #answers = false;
  /** What the page said while it was behind, in order. No more comes in than its socket had read by then. */
  readonly #held: ToHost[] = [];

  constructor(socket: WebSocket, page: PageId, shell: Shell, engine: EngineProcess) {
    this.#socket = socket;
    this.#page = page;
    this.#shell = shell;
    this.#line = engine.line((message) => this.send(message));
    socket.on('message', (data, isBinary) => this.#arrived(data as Buffer, isBinary));
    // What is wrong with a frame of the transport closes the connection, which is what counts.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#held.length = 0;
      this.#line.close();
      shell.drafts.release(page);
    });
    for (const event of engine.news) this.send({ type: 'shell', event });
  }

  send(message: FromHost): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN || (this.#isBehind && isPassing(message))) return;
    socket.send(encodeFrame(message), () => void this.#goOn());
    // What is sent from now on is dropped, and the connection cut where the page does not read this either.
    if (socket.bufferedAmount > MOST_WAITING) socket.close(TRY_AGAIN, 'this window does not read what it is sent');
  }

  get #isBehind(): boolean {
    return this.#socket.bufferedAmount > MUCH_WAITING;
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
    this.#held.push(message.data);
    void this.#goOn();
  }

  /** One message after the other, as long as the page takes what it asks for. */
  async #goOn(): Promise<void> {
    if (this.#answers) return;
    this.#answers = true;
    for (let message = this.#next(); message; message = this.#next()) await this.#take(message);
    this.#answers = false;
    if (this.#held.length > 0) this.#socket.pause();
    else if (this.#socket.isPaused) this.#socket.resume();
  }

  #next(): ToHost | undefined {
    return this.#isBehind ? undefined : this.#held.shift();
  }

  async #take(message: ToHost): Promise<void> {
    if (message.type === 'ask') {
      const { id, name, params } = message;
      const answer = await this.#shell.answer(name, params, this.#page);
      this.send('result' in answer ? { type: 'answer', id, ...answer } : { type: 'refusal', id, ...answer });
      return;
    }
    try {
      this.#line.receive(message.type === 'call' ? containedCall(message, this.#shell.grants) : message);
    } catch (error) {
      this.send({ type: 'problems', id: message.id, problems: problemsOf(error) });
    }
  }
}

const isPassing = (message: FromHost): boolean => message.type === 'event' && PASSING.has(message.event.type);

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
