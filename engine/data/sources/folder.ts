import { join } from 'node:path';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { readFolderEntries } from '../files.ts';
import { type ImageSet, range } from '../image-set.ts';
import { isImageFile, readImageFiles } from './image-files.ts';
import type { Listing, ReadOptions, Source } from './source.ts';

const TRAIN_NAMES = ['train', 'training'];
const VALIDATION_NAMES = ['val', 'valid', 'validation'];
const TEST_NAMES = ['test', 'testing'];
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
  const files = await readImageFiles(paths, options);
  const indices = (part: Part | null, first: number): Int32Array | null => part && range(first, part.paths.length);
  const testFirst = train.paths.length + (validation?.paths.length ?? 0);
  return {
    ...files,
    classes,
    labels: Uint16Array.from(parts.flatMap((part) => part.labels)),
    parts: {
      train: range(0, train.paths.length),
      validation: indices(validation, train.paths.length),
      test: indices(test, testFirst),
    },
    divisible: trainFolder === undefined,
    warnings: [...files.warnings, ...(ignored.length > 0 ? [ignoredFiles(ignored)] : [])],
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
  const present = new Set((await readFolderEntries(path)).map((entry) => entry.name));
  for (const [label, name] of classes.entries()) {
    if (!present.has(name)) continue;
    for (const file of await filesBelow(join(path, name))) {
      if (!(await isImageFile(file))) ignored.push(file);
      else {
        paths.push(file);
        labels.push(label);
      }
    }
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
