import type { PictureSize } from '../state/drawing-export.ts';
import { type Picture, type Sample, svgOf } from './export-drawing.ts';
import { label } from './svg.ts';

/** What browsers can paint. */
const MOST_PIXELS = 8192;

/** Side of the square that a sample stands in, below the drawing. */
const CELL = 22;
const PATIENCE_MS = 10_000;
const AGAIN_MS = 20;

/** Pixels for each CSS pixel: as many as print well where the size is that of paper. */
const DENSITY: Readonly<Record<PictureSize, number>> = { natural: 2, slide: 2, column: 6.25, page: 6.25 };

/**
 * The drawing as a picture with two pixels a point (600 an inch on paper), fewer where it would grow too large. A
 * browser shows an image before the fonts inside it are read, and leaves out what they set; so a sample of each stands
 * below the drawing, which is painted once all of them are seen, and cut off.
 */
export async function drawingPng(drawn: Picture, size: PictureSize): Promise<Blob> {
  const { width, height } = drawn.frame;
  const strip = samplesBelow(drawn);
  // The strip is measured in the drawing's own units.
  const url = URL.createObjectURL(new Blob([svgOf({ ...drawn, scale: 1 }, strip)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    await fontsOf(image, drawn, strip.height);
    const scale = Math.min(DENSITY[size] * drawn.scale, MOST_PIXELS / width, MOST_PIXELS / height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext('2d')!.drawImage(image, 0, 0, width, height, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob!;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Left and top of a sample's square in the strip. */
function place(index: number, width: number): readonly [left: number, top: number] {
  const columns = Math.max(1, Math.floor(width / CELL));
  return [(index % columns) * CELL, Math.floor(index / columns) * CELL];
}

function samplesBelow({ frame: { x, y, width, height }, samples }: Picture): {
  readonly height: number;
  readonly body: string;
} {
  const letters = samples.map(({ character, mono }: Sample, i) => {
    const [left, top] = place(i, width);
    return label(x + left + 3, y + height + top + 16, character, 14, '#000', mono ? 'class="mono"' : '');
  });
  const all = place(Math.max(0, samples.length - 1), width)[1] + CELL;
  const sheet = `<rect x="${x}" y="${y + height}" width="${width}" height="${all}" fill="#fff"/>`;
  return { height: all, body: [sheet, ...letters].join('') };
}

/** Resolves once every sample can be seen. */
async function fontsOf(image: HTMLImageElement, { frame, samples }: Picture, strip: number): Promise<void> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(frame.width);
  canvas.height = strip;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const seen = (index: number): boolean => {
    const [left, top] = place(index, frame.width);
    const { data } = context.getImageData(left, top, CELL, CELL);
    return data.some((value, i) => i % 4 === 0 && value < 128);
  };
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    context.drawImage(image, 0, frame.height, frame.width, strip, 0, 0, frame.width, strip);
    if (samples.every((_, i) => seen(i))) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  throw new Error('The fonts of the drawing could not be read.');
}
