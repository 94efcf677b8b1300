import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { assetsFolder } from '../assets.ts';
import { fileProblem } from '../files.ts';
import { type Layout, someOf } from '../folders/layout.ts';
import { listTree } from '../folders/list-tree.ts';
import { type Tree, without } from '../folders/tree.ts';
import type { ImageSet } from '../image-set.ts';
import { readDigits } from './digits.ts';
import { folderTitle, readImageFolders } from './folder.ts';
import { idx } from './idx.ts';
import { recordSources } from './records.ts';
import { oneOfSeveral } from './several-sets.ts';
import type { Listing, ReadOptions, Source } from './source.ts';

const builtins: Readonly<Record<string, (listing: Listing, options: ReadOptions) => Promise<ImageSet>>> = {
  digits: readDigits,
  fashion: (listing) => idx.read(listing),
};

/** Where files were looked for below the folder that people name, before they were looked for everywhere. */
const PLACES_BEFORE = new Set(['', 'cifar-10-batches-bin', 'cifar-100-binary', 'MNIST/raw', 'FashionMNIST/raw', 'raw']);

const ARCHIVES = new Set(['.zip', '.tar', '.gz', '.tgz', '.bz2', '.xz', '.7z', '.rar']);
/** Data sets that a few lines of Python turn into arrays. */
const OTHER_FORMS = new Set(
  '.h5 .hdf5 .mat .parquet .arrow .tfrecord .tfrecords .lmdb .mdb .csv .pkl .pickle .p .pt .rec'.split(' '),
);
const BUILTIN = 'builtin:';
const MOST_PLACES = 10;

/** What people call it: the bundled set's name, else the folder's. */
export function dataSetName(path: string): string {
  return path.startsWith(BUILTIN) ? path.slice(BUILTIN.length) : basename(resolve(path));
}

/** A data set as it was found: `title` is its form, `at` the folder that its files lie in. */
export interface ReadSet extends ImageSet {
  readonly form: { readonly title: string; readonly at: string };
  /** How a folder of images is read; null for other forms. */
  readonly layout: Layout | null;
}

/** Reads the data set that `settings.path` names. Throws ProblemError. */
export async function readImageSet(options: ReadOptions): Promise<ReadSet> {
  const { path } = options.settings;
  if (!path.startsWith(BUILTIN)) return readFolder(path, options);
  const name = path.slice(BUILTIN.length);
  const read = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (!read) {
    const known = Object.keys(builtins).map((builtin) => BUILTIN + builtin);
    throw new ProblemError([problem('data.unknownBuiltin', path, { path, known: known.join(', ') })]);
  }
  const at = join(assetsFolder('data'), name);
  const tree = await listTree(at, options.signal);
  return { ...(await read(listingOf(tree, at), options)), form: { title: path, at }, layout: null };
}

async function readFolder(path: string, options: ReadOptions): Promise<ReadSet> {
  const root = resolve(path);
  const chosen = await oneOfSeveral(root);
  const of = chosen && recordSources.find((source) => source.recognises(chosen));
  if (chosen && of) return { ...(await of.read(chosen, options)), form: { title: of.title, at: root }, layout: null };
  await requireFolder(root);
  const { exclude = [], parts } = options.settings;
  const listed = await listTree(root, options.signal);
  const tree = without(listed, exclude);
  const [found, ...others] = knownSets(tree, root, parts?.before === true);
  if (found && others.length > 0) {
    const places = [found, ...others].map(({ at }) => at.path);
    throw new ProblemError([problem('data.ambiguous', path, { path, found: someOf(places, MOST_PLACES) })]);
  }
  if (found) return readKnown(found, tree, options);
  if (tree.total === 0 && tree.folders.length === 0) throw unrecognised(path, tree);
  const { set, layout } = await readImageFolders(listed, root, options);
  return { ...set, form: { title: folderTitle, at: root }, layout };
}

interface KnownSet {
  readonly source: Source;
  readonly at: Listing;
}

/** Every folder that has the files of a known form; those below it belong to it. */
function knownSets(tree: Tree, root: string, asBefore: boolean): readonly KnownSet[] {
  const search = (folder: Tree): readonly (KnownSet & { readonly path: string })[] => {
    const at = listingOf(folder, root);
    const source = at.files.size > 0 ? recordSources.find((one) => one.recognises(at)) : undefined;
    return source ? [{ source, at, path: folder.path }] : folder.folders.flatMap(search);
  };
  const found = search(tree);
  const before = found.filter(({ path }) => PLACES_BEFORE.has(path));
  return asBefore && before.length > 0 ? before : found;
}

async function readKnown({ source, at }: KnownSet, { total }: Tree, options: ReadOptions): Promise<ReadSet> {
  const { parts, classesFrom } = options.settings;
  const values = { path: at.path, form: source.title };
  if ((parts && !parts.before) || classesFrom) {
    throw new ProblemError([problem('data.partsOfFolders', at.path, values, { field: 'parts' })]);
  }
  const set = await source.read(at, options);
  const beside = problem('data.imagesBeside', at.path, { ...values, count: total }, { severity: 'warning' });
  const warnings = total > 0 && !parts?.before ? [...set.warnings, beside] : set.warnings;
  return { ...set, warnings, form: { title: source.title, at: at.path }, layout: null };
}

function unrecognised(path: string, { others }: Tree): ProblemError {
  const other = others.find((file) => OTHER_FORMS.has(extname(file).toLowerCase()));
  if (other) return new ProblemError([problem('data.otherForm', path, { path, file: other })]);
  const found = others.slice(0, 5).join(', ') || 'nothing';
  const known = [...recordSources.map(({ title }) => title), folderTitle].join('; ');
  return new ProblemError([problem('data.unrecognised', path, { path, found, known })]);
}

function listingOf({ path, others, folders, total }: Tree, root: string): Listing {
  const names = new Set(folders.map(({ name }) => name));
  return { path: join(root, path), files: new Set(others), folders: names, images: total };
}

async function requireFolder(path: string): Promise<void> {
  const info = await stat(path).catch((error: unknown) => {
    throw new ProblemError([fileProblem(error, path)]);
  });
  if (info.isDirectory()) return;
  const code = ARCHIVES.has(extname(path).toLowerCase()) ? 'data.isArchive' : 'data.isFile';
  throw new ProblemError([problem(code, path, { path })]);
}
