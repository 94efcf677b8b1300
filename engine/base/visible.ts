/**
 * What a terminal obeys instead of showing it, and what turns the direction of text; a tab and the ends of lines are
 * none of these here.
 */
const CONTROLS =
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]|\\r(?!\\n)';
const controls = new RegExp(CONTROLS, 'g');
const controlsOrColours = new RegExp(`\\u001b\\[\\d+m|${CONTROLS}`, 'g');
const breaks = /[\t\r\n\u2028\u2029]/g;

/** Unicode's picture of a control character: ␛ for escape. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '�';
}

/**
 * A text of others' (names, kinds, classes) so that nothing in it takes effect; colours are left where `colours` is
 * set.
 */
export const visible = (text: string, colours = false): string =>
  text.replace(colours ? controlsOrColours : controls, (found) => (found.length > 1 ? found : picture(found)));

/** The same on one line. */
export const oneLine = (text: string): string => visible(text).replace(breaks, ' ');
