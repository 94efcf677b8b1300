import { encodeFrame, FrameReader } from '../../engine/host/frames.ts';
import { type FromHost, fromHost, type ToHost } from '../../engine/host/shell-protocol.ts';
import type { Channel } from './channel.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5000;

/** The line to `layerloom serve`: one frame a message. Tries again, ever more slowly, when it breaks. */
export class WebSocketChannel implements Channel {
  onMessage: (message: FromHost) => void = () => {};
  onOpen: () => void = () => {};
  onBroken: () => void = () => {};
  readonly #address: string;
  #socket: WebSocket | null = null;
  #wait = FIRST_WAIT_MS;

  constructor(address: string) {
    this.#address = address;
    this.#connect();
  }

  send(message: ToHost): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(message));
  }

  #connect(): void {
    const socket = new WebSocket(this.#address);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => {
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
    socket.addEventListener('close', () => {
      this.onBroken();
      setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    });
  }
}
