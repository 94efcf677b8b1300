import { ProblemError, problem } from '../../engine/base/diagnostics.ts';
import { LONGEST_DESIGN, LONGEST_ONNX, type OpenedFile, type Purpose } from '../../engine/host/shell-protocol.ts';
import { designText } from '../../engine/import/design-file.ts';
import type { HostClient } from './host-client.ts';
import type { DroppedFile, Files, RecentFile, SaveResult } from './platform.ts';

/** How this host lets people choose: native dialogs, or the page's own. */
export interface Chooser {
  choose(purpose: Purpose, suggested: string | null): Promise<string | null>;
  exportFile(suggested: string, content: Uint8Array<ArrayBuffer>, mimeType: string): Promise<boolean>;
  /** Where a dragged file lies, as far as this host can know. */
  pathOf(file: File): string | null;
}

export class HostFiles implements Files {
  readonly #host: HostClient;
  readonly #chooser: Chooser;

  constructor(host: HostClient, chooser: Chooser) {
    this.#host = host;
    this.#chooser = chooser;
  }

  async open(): Promise<OpenedFile | null> {
    const path = await this.#chooser.choose('openDesign', null);
    return path === null ? null : this.openPath(path);
  }

  openPath(path: string): Promise<OpenedFile> {
    return this.#host.ask('files.read', { path });
  }

  async openDropped(file: File): Promise<DroppedFile> {
    const path = this.#chooser.pathOf(file);
    if (path !== null) return this.openPath(path);
    const { name, size } = file;
    const limit = /\.onnx$/i.test(name) ? LONGEST_ONNX : LONGEST_DESIGN;
    if (size > limit) throw new ProblemError([problem('file.tooLarge', name, { path: name, bytes: size, limit })]);
    const bytes = await file.arrayBuffer().catch((error: unknown) => {
      const reason = (error as Error).message;
      throw new ProblemError([problem('file.cannotRead', name, { path: name, reason })]);
    });
    return { path: null, revision: null, name, text: designText(new Uint8Array(bytes), name) };
  }

  async save(path: string, text: string, revision: string | null): Promise<SaveResult> {
    const written = await this.#host.ask('files.write', { path, text, revision });
    return 'changed' in written ? { kind: 'changed' } : { kind: 'saved', revision: written.revision };
  }

  chooseSave(suggestedName: string): Promise<string | null> {
    return this.#chooser.choose('saveDesign', suggestedName);
  }

  async replace(path: string, text: string): Promise<{ readonly revision: string }> {
    const written = await this.save(path, text, null);
    if (written.kind === 'saved') return written;
    throw new Error('the host compared a revision that it was not given');
  }

  async recent(): Promise<readonly RecentFile[]> {
    const { files } = await this.#host.ask('files.recent', {});
    return files;
  }

  async forget(path: string): Promise<void> {
    await this.#host.ask('files.forget', { path });
  }

  choose(purpose: Purpose, suggestedName: string | null = null): Promise<string | null> {
    return this.#chooser.choose(purpose, suggestedName);
  }

  async newRun(name: string): Promise<string> {
    const { path } = await this.#host.ask('files.newRun', { name });
    return path;
  }

  exportFile(suggestedName: string, content: string | Uint8Array, mimeType: string): Promise<boolean> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
    return this.#chooser.exportFile(suggestedName, bytes, mimeType);
  }
}
