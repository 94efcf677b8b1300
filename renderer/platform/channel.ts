import type { FromHost, ToHost } from '../../engine/host/shell-protocol.ts';

/**
 * `otherStart`: the host was started anew since, and wants the token of that start. `full`: as many windows are open as
 * it takes.
 */
export type Refusal = 'otherStart' | 'full';

/** A line to the host that can break and come back. */
export interface Channel {
  /**
   * Dropped while the line is broken: who asked hears of that by `onBroken`. Throws a ProblemError for what the host
   * would not take.
   */
  send(message: ToHost): void;
  onMessage: (message: FromHost) => void;
  onOpen: () => void;
  onBroken: () => void;
  /** The host is there, and does not want this page. */
  onRefused: (why: Refusal) => void;
}
