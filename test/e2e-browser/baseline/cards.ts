/** Cards in rows, so that all of them are seen at once when the drawing is fitted into the window. */
export function benchCards(count: number): readonly { readonly id: string; readonly x: number; readonly y: number }[] {
  const columns = Math.ceil(Math.sqrt(count * 0.72));
  return Array.from({ length: count }, (_, i) => ({
    id: `conv${i}`,
    x: (i % columns) * 270,
    y: Math.floor(i / columns) * 130,
  }));
}
