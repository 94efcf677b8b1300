import { join } from 'node:path';
import { type Problem, problem } from '../../base/diagnostics.ts';
import { detectLayout } from '../folders/detect.ts';
import { type Detected, type Layout, named, type Place, readAs, someOf } from '../folders/layout.ts';
import { PART_NAMES, partOf } from '../folders/names.ts';
import { type ListedSet, readLayout } from '../folders/read-layout.ts';
import { folderAt, nameOf, type Tree, without } from '../folders/tree.ts';
import { type Unused, unusedIn } from '../folders/unused.ts';
import { type ImageSet, range } from '../image-set.ts';
import { readImageFiles } from './image-files.ts';
import type { ReadOptions } from './source.ts';

export const folderTitle = 'a folder of images for each class';

const MOST_TOLD = 20;

/**
 * Images in one folder a class, in parts or not, wherever these lie below the folder; `settings.parts`, `classesFrom`
 * and `exclude` say how, where the folders do not. Throws ProblemError.
 */
export async function readImageFolders(
  tree: Tree,
  root: string,
  options: ReadOptions,
): Promise<{ readonly set: ImageSet; readonly layout: Layout }> {
  const { settings } = options;
  const place: Place = {
    data: settings.path,
    whole: (path) => join(root, path),
    forTesting: options.forTesting ?? false,
  };
  const found = layoutOf(tree, options, place);
  const listed = readLayout(tree, found.layout, place);
  const { train, validation, test } = listed.parts;
  const images = [...(train ?? []), ...(validation ?? []), ...(test ?? [])];
  const files = await readImageFiles(
    images.map(({ path }) => place.whole(path)),
    options,
  );
  const [held, tested] = [validation?.length ?? 0, test?.length ?? 0];
  const trained = images.length - held - tested;
  const set: ImageSet = {
    ...files,
    classes: listed.classes,
    labels: Uint16Array.from(images, ({ label }) => label),
    parts: {
      train: range(0, trained),
      validation: validation && range(trained, held),
      test: test && range(trained + held, tested),
    },
    divisible: listed.divisible,
    warnings: [
      ...files.warnings,
      ...found.notes,
      ...nothingExcluded(tree, settings.exclude ?? [], place),
      ...unusedProblems(tree, listed, found, options, place),
      ...fileProblems(listed, place),
    ],
  };
  return { set, layout: found.layout };
}

function layoutOf(tree: Tree, { settings }: ReadOptions, place: Place): Detected {
  const { parts, classesFrom, exclude = [] } = settings;
  if (parts?.before) return { layout: { ...layoutBefore(tree), exclude: [] }, why: new Map(), notes: [] };
  if (parts) return { layout: { parts, classesFrom: classesFrom ?? 'folders', exclude }, why: new Map(), notes: [] };
  const found = detectLayout(without(tree, exclude), place, classesFrom);
  return { ...found, layout: { ...found.layout, exclude: [...exclude, ...found.layout.exclude] } };
}

const PARTS_BEFORE = {
  train: ['train', 'training'],
  validation: ['val', 'valid', 'validation'],
  test: ['test', 'testing'],
};

/** As folders were read before their parts were found out: by these names alone, in lower case, at the top. */
function layoutBefore({ folders }: Tree): Pick<Layout, 'parts' | 'classesFrom'> {
  const one = (names: readonly string[]): string[] | undefined => {
    const found = names.find((name) => folders.some((folder) => folder.name === name));
    return found === undefined ? undefined : [found];
  };
  const train = one(PARTS_BEFORE.train);
  const parts = train
    ? { train, validation: one(PARTS_BEFORE.validation), test: one(PARTS_BEFORE.test), before: true as const }
    : { all: ['.'], before: true as const };
  return { parts, classesFrom: 'folders' };
}

/** What lies in the folder and is not used, and why; what the person left out is known. */
function unusedProblems(
  tree: Tree,
  listed: ListedSet,
  { layout, why }: Detected,
  { settings }: ReadOptions,
  place: Place,
): readonly Problem[] {
  if (layout.parts.before) return [];
  const rest = without(tree, settings.exclude ?? []);
  const unused = unusedIn(rest, listed.used, why);
  const told = unused.slice(0, MOST_TOLD).map((one) => unusedProblem(one, settings, layout, { ...place, why }));
  if (unused.length <= MOST_TOLD) return told;
  const more = unused.slice(MOST_TOLD);
  const count = more.reduce((sum, one) => sum + one.count, 0);
  return [...told, problem('data.unusedMore', '', { folders: more.length, count }, { severity: 'warning' })];
}

function unusedProblem(
  { path, count, why, first }: Unused,
  settings: ReadOptions['settings'],
  layout: Layout,
  place: Place,
): Problem {
  const at = place.whole(path);
  const warn = (code: Parameters<typeof problem>[0], values: Problem['values'] = {}, fixes: Problem['fixes'] = []) =>
    problem(code, at, { path: at, count, ...values }, { severity: 'warning', fixes });
  if (first !== null) return warn('data.looseImages', { first });
  switch (why?.is) {
    case 'annotations':
      return warn('data.unusedAnnotations');
    case 'unlabelled':
      return warn('data.unusedUnlabelled');
    case 'copy':
      return warn('data.unusedCopy');
    case 'beside':
      return warn('data.unusedBeside');
    case 'other':
      return warn('data.unusedOther', { part: why.part, ...(why.instead ? { instead: why.instead } : {}) });
    case 'flat':
      return warn(why.part === '' ? 'data.unusedFlat' : 'data.unusedFlatPart', { part: why.part });
    default:
      if (settings.parts) return warn('data.unusedUnnamed');
      return warn('data.unusedFolder', PART_NAMES, partFix(path, layout, place));
  }
}

/** Folders that are to be left out and are not there, perhaps for a slip of the pen. */
function nothingExcluded(tree: Tree, exclude: readonly string[], place: Place): readonly Problem[] {
  const names = tree.folders.map(({ name }) => nameOf(name));
  return exclude.flatMap((folder) => {
    if (folderAt(tree, folder)) return [];
    const values = { path: place.whole(''), folder, ...(names.length > 0 ? { names: someOf(names) } : {}) };
    return [problem('data.nothingExcluded', values.path, values, { field: 'exclude', severity: 'warning' })];
  });
}

/** The folder as the part that is missing. */
function partFix(path: string, { parts }: Layout, place: Place): Problem['fixes'] {
  if (!parts.train || partOf(path) !== null) return [];
  const missing = (['test', 'validation'] as const).filter((part) => !parts[part]);
  return missing.map((part) =>
    readAs(
      place,
      { parts: { ...parts, [part]: [named(path)] } },
      { code: part === 'test' ? 'data.useAsTest' : 'data.useAsValidation', values: { folder: path } },
    ),
  );
}

/** What lies in folders of classes and is no image of one. */
function fileProblems({ ignored, masks, bare }: ListedSet, place: Place): readonly Problem[] {
  const warn = (code: Parameters<typeof problem>[0], paths: readonly string[]): readonly Problem[] => {
    const [first] = paths;
    if (first === undefined) return [];
    const at = place.whole(first);
    return [problem(code, at, { count: paths.length, first: at, paths: someOf(paths) }, { severity: 'warning' })];
  };
  return [...warn('data.ignoredFiles', ignored), ...warn('data.maskFiles', masks), ...warn('data.bareFolders', bare)];
}
