/** A face that the page declares, as a stylesheet has it. */
interface Face {
  readonly family: string;
  readonly css: CSSStyleDeclaration;
  readonly url: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** Rules, and of each of the faces a character that it sets. */
export interface Faces {
  readonly css: string;
  readonly samples: readonly string[];
}

/**
 * `@font-face` rules for what `text` needs of a list of families, each with its file inside, so that a drawing which
 * leaves the page is set as on screen. A character is set by the first family that has it; faces of Chinese are cut
 * into slices of some hundred characters, and only those that occur are taken.
 */
export async function fontFaces(text: string, families: string): Promise<Faces> {
  const faces = declaredFaces();
  const stack = families.split(',').map(unquoted);
  const needed = new Map<Face, string>();
  for (const character of new Set(text)) {
    const code = character.codePointAt(0)!;
    for (const family of stack) {
      const found = faces.filter((face) => face.family === family && covers(face, code));
      for (const face of found) if (!needed.has(face) && character.trim() !== '') needed.set(face, character);
      if (found.length > 0) break;
    }
  }
  return { css: (await Promise.all([...needed.keys()].map(embedded))).join('\n'), samples: [...needed.values()] };
}

const unquoted = (name: string): string => name.trim().replace(/^["']|["']$/g, '');

const covers = ({ ranges }: Face, code: number): boolean =>
  ranges.length === 0 || ranges.some(([from, to]) => code >= from && code <= to);

function declaredFaces(): readonly Face[] {
  return [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].flatMap((rule) => {
      if (!(rule instanceof CSSFontFaceRule)) return [];
      const { style: css } = rule;
      const source = /url\("?([^")]+)"?\)/.exec(css.getPropertyValue('src'))?.[1];
      if (source === undefined) return [];
      return {
        family: unquoted(css.getPropertyValue('font-family')),
        css,
        url: new URL(source, sheet.href ?? document.baseURI).href,
        ranges: rangesOf(css.getPropertyValue('unicode-range')),
      };
    }),
  );
}

/** `U+0-FF, U+131` as pairs; wildcards do not occur in computed values. */
function rangesOf(text: string): Face['ranges'] {
  return [...text.matchAll(/U\+([\da-f]+)(?:-([\da-f]+))?/gi)].map(([, from, to]) => [
    Number.parseInt(from!, 16),
    Number.parseInt(to ?? from!, 16),
  ]);
}

async function embedded({ family, css, url }: Face): Promise<string> {
  const [weight, style, range] = ['font-weight', 'font-style', 'unicode-range'].map((name) =>
    css.getPropertyValue(name),
  );
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const file = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};unicode-range:${range};src:url(data:font/woff2;base64,${file}) format("woff2")}`;
}
