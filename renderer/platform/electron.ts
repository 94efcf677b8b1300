import {
  type FromHost,
  fromHost,
  type ShellCallName,
  shellCalls,
  type ToHost,
  type WindowBridge,
} from '../../engine/host/shell-protocol.ts';
import type { Channel, Refusal } from './channel.ts';
import type { HostClient } from './host-client.ts';
import type { Chooser } from './host-files.ts';

export function electronBridge(): WindowBridge | null {
  return 'layerloomHost' in globalThis
    ? ((globalThis as { layerloomHost?: WindowBridge }).layerloomHost ?? null)
    : null;
}

/** Questions go by IPC, one enumerated function each; the engine's messages by a MessagePort. */
export class ElectronChannel implements Channel {
  onMessage: (message: FromHost) => void = () => {};
  onOpen: () => void = () => {};
  onBroken: () => void = () => {};
  onRefused: (why: Refusal) => void = () => {};
  readonly #bridge: WindowBridge;
  #port: MessagePort | null = null;

  constructor(bridge: WindowBridge) {
    this.#bridge = bridge;
    bridge.onEvent((event) => this.#arrived({ type: 'shell', event }));
    addEventListener('message', (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== 'layerloom-engine' || !port) return;
      this.#port = port;
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#arrived(data));
      port.start();
      this.onOpen();
    });
    bridge.connectEngine();
  }

  send(message: ToHost): void {
    if (message.type === 'ask') void this.#ask(message.id, message.name, message.params);
    else this.#port?.postMessage(message);
  }

  async #ask(id: number, name: ShellCallName, params: unknown): Promise<void> {
    if (!(name in shellCalls)) throw new Error(`no such question: ${name}`);
    const answer = (await this.#bridge.ask[name](params)) as object;
    this.#arrived('problems' in answer ? { type: 'refusal', id, ...answer } : { type: 'answer', id, ...answer });
  }

  #arrived(data: unknown): void {
    const message = fromHost.safeParse(data);
    if (message.success) this.onMessage(message.data);
    else reportError(message.error);
  }
}

export function electronChooser(bridge: WindowBridge, client: HostClient): Chooser {
  return {
    choose: async (purpose, suggested) => (await client.ask('files.choose', { purpose, suggested })).path,
    exportFile: async (suggested, bytes) => (await client.ask('files.export', { suggested, bytes })).path !== null,
    pathOf: (file) => bridge.pathOf(file) || null,
  };
}
