import { ProblemError, problem } from '../../engine/base/diagnostics.ts';
import { encodeFrame, FrameReader } from '../../engine/host/frames.ts';
import {
  type FromHost,
  fromHost,
  LONGEST_MESSAGE,
  SOCKET_PROTOCOL,
  type ToHost,
} from '../../engine/host/shell-protocol.ts';
import type { Channel, Refusal } from './channel.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

/** Why the host refuses the line, by the status of its answer. */
const REFUSALS: Readonly<Record<number, Refusal>> = { 403: 'otherStart', 503: 'full' };

/**
 * The line to `layerloom serve`: one frame a message. Tries again, ever more slowly, when it breaks; not where the host
 * was started anew with another token.
 */
export class WebSocketChannel implements Channel {
  onMessage: (message: FromHost) => void = () => {};
  onOpen: () => void = () => {};
  onBroken: () => void = () => {};
  onRefused: (why: Refusal) => void = () => {};
  readonly #token: string | null;
  #socket: WebSocket | null = null;
  #wait = FIRST_WAIT_MS;

  constructor(token: string | null) {
    this.#token = token;
    this.#connect();
  }

  send(message: ToHost): void {
    const frame = frameOf(message);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  #connect(): void {
    const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`;
    const socket = new WebSocket(address, this.#token === null ? [] : [SOCKET_PROTOCOL, this.#token]);
    let opened = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => {
      opened = true;
      this.#wait = FIRST_WAIT_MS;
      this.onOpen();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      for (const { head } of new FrameReader().push(new Uint8Array(data))) {
        const message = fromHost.safeParse(head);
        if (message.success) this.onMessage(message.data);
        else reportError(message.error);
      }
    });
    socket.addEventListener('close', () => void this.#closed(opened));
  }

  async #closed(opened: boolean): Promise<void> {
    const refusal = opened ? undefined : await this.#refusal();
    if (refusal) this.onRefused(refusal);
    else this.onBroken();
    if (refusal === 'otherStart') return;
    setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
  }

  /** A browser does not say why a WebSocket was not opened; the same address, asked for as a file, does. */
  async #refusal(): Promise<Refusal | undefined> {
    const headers: HeadersInit = this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
    const answer = await fetch('/socket', { headers, cache: 'no-store' }).catch(() => null);
    return answer ? REFUSALS[answer.status] : undefined;
  }
}

/**
 * Throws a ProblemError: the host would close the line over one that is too long, and what else is under way on it were
 * lost.
 */
function frameOf(message: ToHost): Uint8Array<ArrayBuffer> {
  let frame: Uint8Array<ArrayBuffer>;
  try {
    frame = encodeFrame(message);
  } catch (error) {
    throw new ProblemError([problem('engine.cannotSend', '', { reason: (error as Error).message })]);
  }
  if (frame.length <= LONGEST_MESSAGE) return frame;
  throw new ProblemError([problem('host.tooLong', '', { bytes: frame.length, limit: LONGEST_MESSAGE })]);
}
