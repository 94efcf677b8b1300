import { extname } from 'node:path';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { concurrently } from '../concurrently.ts';
import { type ImageHeader, readImageHeader } from '../image-file.ts';
import { type ImageSet, type ImageShape, sizeText } from '../image-set.ts';
import type { ReadOptions } from './source.ts';

const READABLE = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.avif']);
const OTHER_IMAGES = new Set(['.bmp', '.heic', '.heif', '.svg', '.ico', '.psd', '.ppm', '.pgm', '.tga']);
const HEADERS_AT_ONCE = 8;
const MOST_PROBLEMS = 10;

/** Whether a file is an image by its name; what cannot be read of these is a problem, all other files are left out. */
export function isImageName(file: string): boolean {
  const extension = extname(file).toLowerCase();
  return READABLE.has(extension) || OTHER_IMAGES.has(extension);
}

/** Looks at the headers of image files. Throws ProblemError. */
export async function readImageFiles(
  paths: readonly string[],
  options: ReadOptions,
): Promise<Pick<ImageSet, 'shape' | 'images'>> {
  const unsupported = paths.filter((file) => !READABLE.has(extname(file).toLowerCase()));
  if (unsupported.length > 0) {
    const report = (file: string) => problem('data.unsupportedImage', file, { path: file, format: extname(file) });
    throw new ProblemError(unsupported.slice(0, MOST_PROBLEMS).map(report));
  }
  const shape = commonShape(paths, await readHeaders(paths, options), options);
  return { shape, images: { kind: 'files', paths } };
}

async function readHeaders(paths: readonly string[], { onProgress, signal }: ReadOptions): Promise<ImageHeader[]> {
  const problems: Problem[] = [];
  let done = 0;
  const read = async (path: string): Promise<ImageHeader | null> => {
    const header = await readImageHeader(path).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
      return null;
    });
    onProgress?.(++done, paths.length);
    return header;
  };
  const headers = await concurrently(paths, HEADERS_AT_ONCE, read, signal);
  if (problems.length > 0) throw new ProblemError(sortByFile(problems).slice(0, MOST_PROBLEMS));
  return headers.filter((header) => header !== null);
}

const sortByFile = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => (a.node < b.node ? -1 : 1));

/** The size that all share, or the one asked for; gray where nobody chose and every image is gray. */
function commonShape(paths: readonly string[], headers: readonly ImageHeader[], { settings }: ReadOptions): ImageShape {
  const gray = settings.grayscale ?? headers.every((header) => header.gray);
  const channels = gray ? 1 : 3;
  if (settings.resize) return { channels, ...settings.resize };
  const bySize = new Map<string, [number, ...number[]]>();
  for (const [i, header] of headers.entries()) {
    const same = bySize.get(sizeText(header));
    if (same) same.push(i);
    else bySize.set(sizeText(header), [i]);
  }
  const [most = [0], ...others] = [...bySize.values()].sort((a, b) => b.length - a.length);
  const [usual, odd] = [most[0], others[0]?.[0]];
  const { height, width } = headers[usual] as ImageHeader;
  if (odd === undefined) return { channels, height, width };
  const path = paths[odd] as string;
  const values = { path, found: sizeText(headers[odd] as ImageHeader), first: paths[usual] as string };
  const counts = { expected: sizeText({ height, width }), count: paths.length - most.length, total: paths.length };
  throw new ProblemError([problem('data.mixedSizes', path, { ...values, ...counts, side: Math.min(height, width) })]);
}
