import { extname, join } from 'node:path';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { concurrently } from '../concurrently.ts';
import { readFolderEntries } from '../files.ts';
import { type ImageHeader, readImageHeader } from '../image-file.ts';
import { type ImageSet, type ImageShape, range, sizeText } from '../image-set.ts';
import type { Listing, ReadOptions, Source } from './source.ts';

const READABLE = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.avif']);
const OTHER_IMAGES = new Set(['.bmp', '.heic', '.heif', '.svg', '.ico', '.psd', '.ppm', '.pgm', '.tga']);
const TRAIN_NAMES = ['train', 'training'];
const VALIDATION_NAMES = ['val', 'valid', 'validation'];
const TEST_NAMES = ['test', 'testing'];
const HEADERS_AT_ONCE = 8;
const MOST_PROBLEMS = 10;

/**
 * Images in one folder a class, `<class>/**`, or `train/<class>/**` with `val/` and `test/` beside it where there are such.
 * Classes are the folders' names in code-unit order, as torchvision's ImageFolder numbers them.
 */
export const folder = {
  title: 'a folder of images for each class',
  recognises: ({ folders }) => folders.size > 0,
  read: readFolders,
} as const satisfies Source;

interface Part {
  readonly paths: readonly string[];
  readonly labels: readonly number[];
}

async function readFolders(listing: Listing, options: ReadOptions): Promise<ImageSet> {
  const named = (names: readonly string[]): string | undefined => names.find((name) => listing.folders.has(name));
  const trainFolder = named(TRAIN_NAMES);
  const trainPath = trainFolder === undefined ? listing.path : join(listing.path, trainFolder);
  const classes = await classFolders(trainPath);
  const ignored: string[] = [];
  const readPart = async (name: string | undefined): Promise<Part | null> => {
    if (trainFolder === undefined || name === undefined) return null;
    return listPart(join(listing.path, name), classes, ignored);
  };
  const train = await listPart(trainPath, classes, ignored);
  checkClasses(train, classes, trainPath);
  const validation = await readPart(named(VALIDATION_NAMES));
  const test = await readPart(named(TEST_NAMES));

  const parts = [train, validation, test].filter((part) => part !== null);
  const paths = parts.flatMap((part) => part.paths);
  const shape = commonShape(paths, await readHeaders(paths, options), options);
  const indices = (part: Part | null, first: number): Int32Array | null => part && range(first, part.paths.length);
  const testFirst = train.paths.length + (validation?.paths.length ?? 0);
  return {
    shape,
    classes,
    labels: Uint16Array.from(parts.flatMap((part) => part.labels)),
    images: { kind: 'files', paths },
    parts: {
      train: range(0, train.paths.length),
      validation: indices(validation, train.paths.length),
      test: indices(test, testFirst),
    },
    divisible: trainFolder === undefined,
    warnings: ignored.length > 0 ? [ignoredFiles(ignored)] : [],
  };
}

const ignoredFiles = (ignored: readonly string[]): Problem => {
  const first = ignored[0] as string;
  return problem('data.ignoredFiles', first, { count: ignored.length, first }, { severity: 'warning' });
};

async function classFolders(path: string): Promise<string[]> {
  const names = (await readFolderEntries(path)).filter((entry) => entry.folder).map((entry) => entry.name);
  if (names.length === 0) throw new ProblemError([problem('data.noClassFolders', path, { path })]);
  if (names.length === 1) throw new ProblemError([problem('data.oneClass', path, { path, name: names[0] as string })]);
  return names;
}

/** The images of each class below `path`; folders of classes that training does not know are problems. */
async function listPart(path: string, classes: readonly string[], ignored: string[]): Promise<Part> {
  const strangers = (await readFolderEntries(path)).filter((entry) => entry.folder && !classes.includes(entry.name));
  if (strangers.length > 0) {
    const known = classes.slice(0, MOST_PROBLEMS).join(', ');
    const report = (name: string) =>
      problem('data.unknownClass', join(path, name), { path: join(path, name), name, known });
    throw new ProblemError(strangers.slice(0, MOST_PROBLEMS).map((entry) => report(entry.name)));
  }
  const paths: string[] = [];
  const labels: number[] = [];
  const unsupported: string[] = [];
  const present = new Set((await readFolderEntries(path)).map((entry) => entry.name));
  for (const [label, name] of classes.entries()) {
    if (!present.has(name)) continue;
    for (const file of await filesBelow(join(path, name))) {
      const extension = extname(file).toLowerCase();
      if (READABLE.has(extension)) {
        paths.push(file);
        labels.push(label);
      } else if (OTHER_IMAGES.has(extension)) unsupported.push(file);
      else ignored.push(file);
    }
  }
  if (unsupported.length > 0) {
    const report = (file: string) => problem('data.unsupportedImage', file, { path: file, format: extname(file) });
    throw new ProblemError(unsupported.slice(0, MOST_PROBLEMS).map(report));
  }
  if (paths.length === 0) throw new ProblemError([problem('data.noImages', path, { path })]);
  return { paths, labels };
}

/** Links to folders are not followed here: they can lead in circles. */
async function filesBelow(path: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readFolderEntries(path)) {
    const below = join(path, entry.name);
    if (entry.folder && !entry.link) files.push(...(await filesBelow(below)));
    else files.push(below);
  }
  return files;
}

function checkClasses(train: Part, classes: readonly string[], path: string): void {
  const used = new Set(train.labels);
  const empty = classes.filter((_, label) => !used.has(label));
  if (empty.length === 0) return;
  const report = (name: string) => problem('data.emptyClass', join(path, name), { path: join(path, name), name });
  throw new ProblemError(empty.slice(0, MOST_PROBLEMS).map(report));
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
