/** Endings of files that may hold a design: a document, or an ONNX file that Layerloom wrote. */
const DESIGN_ENDINGS = ['.json', '.onnx'] as const;

export const designEndings = DESIGN_ENDINGS.join(', ');

export function isDesignFile(path: string): boolean {
  return DESIGN_ENDINGS.some((ending) => path.toLowerCase().endsWith(ending));
}
