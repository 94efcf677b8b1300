import type { FromHost, ToHost } from '../../engine/host/shell-protocol.ts';

/** A line to the host that can break and come back. */
export interface Channel {
  /** Dropped while the line is broken: who asked hears of that by `onBroken`. */
  send(message: ToHost): void;
  onMessage: (message: FromHost) => void;
  onOpen: () => void;
  onBroken: () => void;
}
