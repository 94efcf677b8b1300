import './file-dialog.css';
import type { TextCode } from '../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { folded } from '../../engine/base/file-name.ts';
import type { FolderEntry, Purpose, ShellResult } from '../../engine/host/shell-protocol.ts';

export interface FileDialogOptions {
  readonly purpose: Purpose;
  /** Null for what is only chosen, not written. */
  readonly suggested: string | null;
  readonly list: (folder: string | null) => Promise<ShellResult<'files.list'>>;
  readonly text: (code: TextCode, values?: Readonly<Record<string, string>>) => string;
  readonly describe: (error: ProblemError) => string;
}

const ENDINGS: Readonly<Partial<Record<Purpose, string>>> = { saveDesign: '.loom.json', saveOnnx: '.onnx' };
const isSave = (purpose: Purpose): boolean => purpose in ENDINGS;
const isFolder = (purpose: Purpose): boolean => purpose === 'dataFolder' || purpose === 'runFolder';

/** Shows the dialog; resolves to a path, or null where the user changed their mind. */
export function askForPath(options: FileDialogOptions): Promise<string | null> {
  return new FileDialog(options).path;
}

/** Where a browser has no native dialog for the host's files: a modal list of a folder, by mouse and keyboard. */
class FileDialog {
  readonly path: Promise<string | null>;
  readonly #options: FileDialogOptions;
  readonly #dialog = document.createElement('dialog');
  readonly #form = element('form', { method: 'dialog' });
  readonly #place = element('span');
  readonly #up: HTMLButtonElement;
  readonly #list = element('ul');
  readonly #name = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  readonly #message = element('p', { class: 'message', role: 'status' });
  readonly #confirm: HTMLButtonElement;
  #listed: ShellResult<'files.list'> | null = null;
  #listing: Promise<void>;
  /** Confirmed before the folder was listed; a second press while it waits must not confirm a replacement. */
  #waiting = false;
  /** The name whose replacement the user was asked about. */
  #asked = '';
  #result: string | null = null;

  constructor(options: FileDialogOptions) {
    this.#options = options;
    const { purpose, suggested, text } = options;
    const title = element('h2', { id: 'file-dialog-title' }, text(`dialog.${purpose}`));
    this.#up = element('button', { type: 'button' }, '↑');
    this.#up.setAttribute('aria-label', text('dialog.up'));
    this.#up.addEventListener('click', () => this.#go(this.#listed?.parent ?? null));
    const cancel = element('button', { type: 'button' }, text('dialog.cancel'));
    cancel.addEventListener('click', () => this.#dialog.close());
    this.#confirm = element('button', { type: 'submit' }, text(this.#confirmCode()));
    const label = element('label', {}, text('dialog.name'));
    label.append(this.#name);
    this.#name.value = suggested ?? '';
    this.#name.addEventListener('input', () => this.#changed());
    this.#form.append(
      title,
      wrap('place', this.#up, this.#place),
      this.#list,
      ...(isFolder(purpose) ? [] : [label]),
      this.#message,
      wrap('actions', cancel, this.#confirm),
    );
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#dialog.className = 'file-dialog';
    this.#dialog.setAttribute('aria-labelledby', 'file-dialog-title');
    this.#dialog.append(this.#form);
    document.body.append(this.#dialog);
    this.path = new Promise((resolve) => {
      this.#dialog.addEventListener('close', () => {
        this.#dialog.remove();
        resolve(this.#result);
      });
    });
    this.#dialog.showModal();
    if (isSave(purpose)) this.#selectStem();
    this.#listing = this.#show(null);
  }

  #confirmCode(): TextCode {
    if (isFolder(this.#options.purpose)) return 'dialog.choose';
    return isSave(this.#options.purpose) ? 'dialog.save' : 'dialog.open';
  }

  /** The name without its ending, so that typing replaces it. */
  #selectStem(): void {
    this.#name.focus();
    const end = this.#name.value.indexOf('.');
    this.#name.setSelectionRange(0, end < 0 ? this.#name.value.length : end);
  }

  #go(folder: string | null): void {
    this.#listing = this.#show(folder);
  }

  async #show(folder: string | null): Promise<void> {
    const { list, text, describe } = this.#options;
    const leaves = this.#listed !== null;
    try {
      this.#listed = await list(folder);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#message.textContent = describe(error);
      return;
    }
    const { entries, parent, folder: shown } = this.#listed;
    // The end of a long path is what tells places apart: the line is cut at its beginning, and the mark keeps `/`
    // there.
    this.#place.textContent = `\u200e${shown}`;
    this.#list.setAttribute('aria-label', text('dialog.list', { folder: shown }));
    this.#up.disabled = parent === null;
    this.#list.replaceChildren(...entries.map((entry) => this.#row(entry)));
    if (leaves && !isSave(this.#options.purpose)) this.#name.value = '';
    this.#changed();
    const mustChoose = !isFolder(this.#options.purpose) && !isSave(this.#options.purpose);
    if (entries.length === 0 && mustChoose) this.#message.textContent = text('dialog.empty');
    if (document.activeElement !== this.#name) this.#list.querySelector('button')?.focus();
  }

  #row(entry: FolderEntry): HTMLLIElement {
    const row = element('li');
    const button = element('button', { type: 'button' }, entry.name);
    button.prepend(element('span', { 'aria-hidden': 'true' }, entry.kind === 'folder' ? '▸' : '·'));
    button.addEventListener('click', () => {
      if (entry.kind === 'folder') return this.#go(entry.path);
      this.#name.value = entry.name;
      this.#changed();
      for (const other of this.#list.querySelectorAll('button')) other.setAttribute('aria-pressed', 'false');
      button.setAttribute('aria-pressed', 'true');
    });
    button.addEventListener('dblclick', () => entry.kind === 'file' && this.#form.requestSubmit());
    button.addEventListener('keydown', (event) => this.#moveFocus(event, row));
    row.append(button);
    return row;
  }

  #moveFocus(event: KeyboardEvent, row: HTMLLIElement): void {
    if (event.key === 'Backspace' && !this.#up.disabled) return this.#up.click();
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (!next) return;
    event.preventDefault();
    next.querySelector('button')?.focus();
  }

  #changed(): void {
    this.#asked = '';
    this.#message.textContent = '';
    this.#confirm.textContent = this.#options.text(this.#confirmCode());
    this.#confirm.disabled = !isFolder(this.#options.purpose) && this.#fileName() === '';
  }

  /** What was typed, with the ending that belongs to it. */
  #fileName(): string {
    const typed = this.#name.value.trim();
    const ending = ENDINGS[this.#options.purpose];
    if (typed === '' || !ending) return typed;
    return typed.toLowerCase().endsWith(ending.slice(ending.lastIndexOf('.'))) ? typed : typed + ending;
  }

  async #submit(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    await this.#listing;
    this.#waiting = false;
    const { purpose, text } = this.#options;
    if (!this.#listed || !this.#dialog.open) return;
    const { folder, entries } = this.#listed;
    if (isFolder(purpose)) return this.#end(folder);
    const name = this.#fileName();
    if (isSave(purpose) && this.#leadsElsewhere(name)) return;
    const there = entries.find((entry) => folded(entry.name) === folded(name));
    if (isSave(purpose) && there && this.#asked !== name) {
      this.#asked = name;
      this.#message.textContent = text('dialog.exists', { name: there.name });
      this.#confirm.textContent = text('dialog.replace');
      return;
    }
    this.#end(folder.includes('\\') ? `${folder}\\${name}` : `${folder}/${name}`.replace('//', '/'));
  }

  /**
   * A name with folders in front shows what lies there first: only what is listed can be asked about before it is
   * replaced.
   */
  #leadsElsewhere(name: string): boolean {
    const { folder } = this.#listed!;
    const steps = name.split(folder.includes('\\') ? /[\\/]/ : '/');
    const last = steps.pop()!;
    if (steps.length === 0) return false;
    const place = steps.join('/');
    this.#go(/^([/\\]|[A-Za-z]:)/.test(name) ? place || '/' : `${folder}/${place}`);
    this.#name.value = last;
    return true;
  }

  #end(path: string): void {
    this.#result = path;
    this.#dialog.close();
  }
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(text);
  return made;
}

function wrap(className: string, ...children: readonly HTMLElement[]): HTMLDivElement {
  const box = element('div', { class: className });
  box.append(...children);
  return box;
}
