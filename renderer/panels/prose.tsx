/** A sentence in which names stand between backticks, as templates, blocks and documents describe themselves. */
export function Prose({ text }: { readonly text: string }) {
  return text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));
}
