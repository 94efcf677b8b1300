import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../../renderer/theme/tokens.css', import.meta.url), 'utf8');

/** The colours of one theme, by name without its dashes. */
function colours(theme: string): Map<string, string> {
  const body = css.split(`[data-theme="${theme}"] {`)[1]!.split('}')[0]!;
  return new Map(Array.from(body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), ([, name, hex]) => [name!, hex!]));
}

/** Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

test.each(['light', 'dark'])('wires are seen on every ground of the %s theme: 3 : 1, of skips too', (theme) => {
  const of = colours(theme);
  for (const wire of ['wire', 'skip'])
    for (const ground of ['paper', 'panel', 'raised', 'sunken', 'hover'])
      expect(contrast(of.get(wire)!, of.get(ground)!), `${wire} on ${ground}`).toBeGreaterThanOrEqual(3);
});
