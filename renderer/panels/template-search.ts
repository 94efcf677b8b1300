/** Words as they are typed: small, × as x, and parted at everything that is neither letter nor digit. */
const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll('×', 'x')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Chinese has no spaces between its words, so that one may begin anywhere. */
const unspaced = /\p{Script=Han}/u;

/** Whether each word that is sought begins a word of the text: `vgg` is in VGG-16, `lenet` not in GoogLeNet. */
export function finds(sought: string, text: string): boolean {
  const words = wordsOf(text);
  return wordsOf(sought).every((part) =>
    words.some((word) => (unspaced.test(part) ? word.includes(part) : word.startsWith(part))),
  );
}
