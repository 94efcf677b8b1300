import type { Settings } from '../../engine/host/shell-protocol.ts';
import type { HostClient } from './host-client.ts';
import type { SettingsStore } from './platform.ts';

export class SettingsClient implements SettingsStore {
  readonly #host: HostClient;
  #settings: Settings;

  constructor(host: HostClient, settings: Settings) {
    this.#host = host;
    this.#settings = settings;
  }

  current(): Settings {
    return this.#settings;
  }

  store(changes: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...changes, view: { ...this.#settings.view, ...changes.view } };
    // A host that is gone forgets a preference, which is no reason to disturb anyone.
    this.#host.ask('settings.store', changes).catch(() => {});
  }
}
