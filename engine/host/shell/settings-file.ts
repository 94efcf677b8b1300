import { join } from 'node:path';
import { type Settings, settings } from '../shell-protocol.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** The user's settings, in one file that all windows share. */
export class SettingsFile {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'settings.json');
  }

  load(): Settings {
    return readJsonFile(this.#file, settings) ?? settings.parse({});
  }

  /** Changes the fields that are given; `view` name by name. */
  store(changes: { readonly [K in keyof Settings]?: Settings[K] | undefined }): void {
    const now = this.load();
    writeJsonFile(this.#file, {
      theme: changes.theme ?? now.theme,
      language: changes.language ?? now.language,
      view: { ...now.view, ...changes.view },
    });
  }
}
