/**
 * What browsers give as the code of a key that an input method handles; Safari does so for the Enter that has just
 * ended a composition, too.
 */
const HANDLED = 229;

/**
 * While an input method composes text, its keys are its own: Enter takes a candidate, Escape gives it up, letters are
 * not shortcuts. No listener of the window hears them, wherever it sits; the text field does. Called before anything
 * else listens.
 */
export function leaveKeysToInputMethods(): void {
  const keep = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === HANDLED) event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', keep, { capture: true });
  window.addEventListener('keyup', keep, { capture: true });
}
