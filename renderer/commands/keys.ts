import { tinykeys } from 'tinykeys';
import { viewport } from '../canvas/viewport.ts';
import {
  commitMove,
  connectNodes,
  firstOpenPort,
  movedPositions,
  removeSelection,
  selected,
} from '../state/gestures.ts';
import { change, endGesture, get, redoStep } from '../state/store.ts';
import { openInPlace, select, stepInside } from '../state/view.ts';
import { copyText, cutText, pasteText } from './edit-commands.ts';
import { commands, isEnabled, runCommand } from './index.ts';
import { type Direction, neighbour } from './navigate.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, dialog, [contenteditable], [role=dialog], [role=menu]') !== null;

/** The focus stays for a frame in a native dialog that has just closed: it is none any more. */
const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog[open], [role=dialog]') !== null;

const onCanvas = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof HTMLElement && target.closest('.canvas') !== null);

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** All keys of the window: commands, movement among nodes, clipboard. Returns how to stop listening. */
export function listenToKeys(): () => void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const command of commands) {
    if (!command.keys || command.byEvent) continue;
    bindings[command.keys] = (event) => {
      if (!command.always && isTyping(event.target)) return;
      if (inDialog(event.target)) return;
      // The key of a command that has nothing to do now is no text for the quick add, nor the browser's.
      const enabled = isEnabled(command);
      if (enabled || get().screen === 'design') event.preventDefault();
      if (enabled) command.run();
    };
  }
  bindings['$mod+y'] = (event) => {
    if (isTyping(event.target)) return;
    event.preventDefault();
    redoStep();
  };
  bindings['Backspace'] = (event) => {
    if (!isTyping(event.target)) removeSelection();
  };
  for (const [key, direction] of Object.entries(arrows)) {
    bindings[key] = (event) => {
      if (isTyping(event.target) || !onCanvas(event.target)) return;
      event.preventDefault();
      move(direction);
    };
    bindings[`Alt+${key}`] = (event) => nudge(event, direction, 8);
    bindings[`Alt+Shift+${key}`] = (event) => nudge(event, direction, 64);
  }
  bindings['Enter'] = (event) => {
    if (isTyping(event.target) || !onCanvas(event.target)) return;
    const { selection, scene, connecting } = get();
    const [id] = selection;
    const node = id === undefined ? undefined : scene.byId.get(id);
    if (!node) return;
    event.preventDefault();
    const from = connecting === null ? undefined : scene.byId.get(connecting);
    if (from && from !== node) {
      change({ connecting: null });
      connectNodes(from, node, firstOpenPort(node));
      return;
    }
    if (node.kind.startsWith('block:') && !node.open) openInPlace(node.id);
    else
      document
        .querySelector<HTMLElement>('.inspector .params input, .inspector .params select, .inspector .params button')
        ?.focus();
  };
  bindings['Shift+Enter'] = (event) => {
    if (isTyping(event.target) || !onCanvas(event.target)) return;
    const [id] = get().selection;
    if (id !== undefined) stepInside(id);
  };
  bindings['Escape'] = (event) => {
    if (event.target instanceof HTMLElement && event.target.closest('.inspector, .palette, .panel')) {
      endGesture();
      viewport()?.focus();
      focusSelected();
      return;
    }
    if (isTyping(event.target)) return;
    if (get().connecting !== null) change({ connecting: null });
    else select([]);
  };
  // Bindings decide themselves what they do while text is typed.
  const stop = tinykeys(window, bindings, { ignore: () => false });
  const type = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey || key.length !== 1 || !/[\p{L}\d]/u.test(key)) return;
    // A command had this key.
    if (event.defaultPrevented || isTyping(target) || !onCanvas(target) || get().screen === 'start') return;
    event.preventDefault();
    viewport()?.quickAdd(key);
  };
  window.addEventListener('keydown', type);
  const copy = (event: ClipboardEvent): void => {
    if (isTyping(event.target) || hasTextSelection()) return;
    const copied = event.type === 'cut' ? cutText() : copyText();
    if (copied === null) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', copied);
  };
  const paste = (event: ClipboardEvent): void => {
    if (isTyping(event.target)) return;
    if (pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  };
  document.addEventListener('copy', copy);
  document.addEventListener('cut', copy);
  document.addEventListener('paste', paste);
  return () => {
    stop();
    window.removeEventListener('keydown', type);
    document.removeEventListener('copy', copy);
    document.removeEventListener('cut', copy);
    document.removeEventListener('paste', paste);
  };
}

/** On macOS a native menu gets the keys that the page left to a text field: those that mean its text are done there. */
export function runFromNativeMenu(id: string): void {
  const field = document.activeElement;
  const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (isText && id === 'edit.selectAll') field.select();
  else runCommand(id);
}

const hasTextSelection = (): boolean => (window.getSelection()?.toString() ?? '') !== '';

/** Along the wires to the next node. */
function move(direction: Direction): void {
  const { scene, selection } = get();
  const next = neighbour(scene, [...selection].at(-1) ?? null, direction);
  if (!next) return;
  select([next.id]);
  viewport()?.ensureVisible(next);
  focusSelected();
}

/** Moves what is selected: each press is one step. */
function nudge(event: KeyboardEvent, direction: Direction, by: number): void {
  if (isTyping(event.target) || !onCanvas(event.target)) return;
  event.preventDefault();
  const nodes = selected(get().selection, true);
  if (nodes.length === 0) return;
  const dx = direction === 'left' ? -by : direction === 'right' ? by : 0;
  const dy = direction === 'up' ? -by : direction === 'down' ? by : 0;
  commitMove(movedPositions(nodes, dx, dy));
}

/** The selected card gets the focus, so that a screen reader says it. */
function focusSelected(): void {
  requestAnimationFrame(() => {
    const [id] = get().selection;
    if (id === undefined) return;
    document
      .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true });
  });
}
