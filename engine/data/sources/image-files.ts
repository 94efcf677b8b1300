import { extname } from 'node:path';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { badImages } from '../bad-images.ts';
import { concurrently } from '../concurrently.ts';
import type { Bits } from '../formats/raster.ts';
import { isImageEnding, isSurelyImage } from '../formats/sniff.ts';
import { headOf, type ImageHeader, readImageHeader } from '../image-header.ts';
import { type BadImage, type ImageSet, sizeText } from '../image-set.ts';
import type { ReadOptions } from './source.ts';

const HEADERS_AT_ONCE = 8;

/**
 * Whether a file is meant as an image: by its ending, or where that says nothing, by its first bytes. What cannot be
 * read of these is a problem, all other files are left out.
 */
export async function isImageFile(path: string): Promise<boolean> {
  if (isImageEnding(extname(path))) return true;
  return isSurelyImage(await headOf(path).catch(() => new Uint8Array()));
}

/** Looks at the headers of image files. Throws ProblemError where none can be read or their sizes differ. */
export async function readImageFiles(
  paths: readonly string[],
  options: ReadOptions,
): Promise<Pick<ImageSet, 'shape' | 'own' | 'images' | 'bad' | 'warnings'>> {
  const { headers, bad } = await readHeaders(paths, options);
  const read = headers.filter((header) => header !== null);
  if (read.length === 0) throw badImages(bad, paths.length);
  const bits: Bits = read.some((header) => header.bits === 16) ? 16 : 8;
  const transparent = new Set([...paths.keys()].filter((index) => headers[index]?.alpha));
  const decoding = { ground: options.settings.ground, bits };
  return {
    ...shapes(paths, headers, options),
    images: { kind: 'files', paths, decoding, transparent },
    bad,
    warnings: extraBands(paths, headers),
  };
}

/** The header of each file, null where it is bad. */
async function readHeaders(
  paths: readonly string[],
  { onProgress, signal }: ReadOptions,
): Promise<{ headers: readonly (ImageHeader | null)[]; bad: readonly BadImage[] }> {
  const bad: BadImage[] = [];
  let done = 0;
  const read = async (path: string, index: number): Promise<ImageHeader | null> => {
    const header = await readImageHeader(path).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      bad.push({ index, problem: error.problems[0]! });
      return null;
    });
    onProgress?.(++done, paths.length);
    return header;
  };
  return { headers: await concurrently(paths, HEADERS_AT_ONCE, read, signal), bad };
}

function extraBands(paths: readonly string[], headers: readonly (ImageHeader | null)[]): Problem[] {
  const first = headers.findIndex((header) => header && header.extraBands > 0);
  if (first < 0) return [];
  const path = paths[first]!;
  const count = headers.filter((header) => header && header.extraBands > 0).length;
  const bands = headers[first]!.extraBands;
  return [problem('data.extraBands', path, { count, first: path, bands }, { severity: 'warning' })];
}

/**
 * The size that all share, or the one asked for; gray where nobody chose and every image is gray. Beside it what most
 * of them are.
 */
function shapes(
  paths: readonly string[],
  headers: readonly (ImageHeader | null)[],
  { settings }: ReadOptions,
): Pick<ImageSet, 'shape' | 'own'> {
  const areGray = headers.every((header) => header?.gray ?? true);
  const channels = (settings.grayscale ?? areGray) ? 1 : 3;
  const bySize = new Map<string, [number, ...number[]]>();
  for (const [i, header] of headers.entries()) {
    if (!header) continue;
    const same = bySize.get(sizeText(header));
    if (same) same.push(i);
    else bySize.set(sizeText(header), [i]);
  }
  const [most = [0], ...others] = [...bySize.values()].sort((a, b) => b.length - a.length);
  const [usual, odd] = [most[0], others[0]?.[0]];
  const { height, width } = headers[usual] as ImageHeader;
  const own = { channels: areGray ? 1 : 3, height, width };
  if (settings.resize) return { shape: { channels, ...settings.resize }, own };
  if (odd === undefined) return { shape: { channels, height, width }, own };
  const path = paths[odd] as string;
  const values = { path, found: sizeText(headers[odd] as ImageHeader), first: paths[usual] as string };
  const counts = {
    expected: sizeText({ height, width }),
    count: others.reduce((n, same) => n + same.length, 0),
    total: paths.length,
  };
  throw new ProblemError([problem('data.mixedSizes', path, { ...values, ...counts, side: Math.min(height, width) })]);
}
