import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { assetsFolder } from '../assets.ts';
import { fileProblem, readFolderEntries } from '../files.ts';
import type { ImageSet } from '../image-set.ts';
import { cifar10 } from './cifar10.ts';
import { cifar100 } from './cifar100.ts';
import { readDigits } from './digits.ts';
import { folder } from './folder.ts';
import { idx } from './idx.ts';
import type { Listing, ReadOptions, Source } from './source.ts';

/** In the order in which they are tried; a folder of folders could be anything, so it comes last. */
const sources: readonly Source[] = [cifar10, cifar100, idx, folder];

const builtins: Readonly<Record<string, (listing: Listing, options: ReadOptions) => Promise<ImageSet>>> = {
  digits: readDigits,
  fashion: (listing) => idx.read(listing),
};

/** Where archives and torchvision's downloads put the files below the folder that people name. */
const NESTED = ['cifar-10-batches-bin', 'cifar-100-binary', 'MNIST/raw', 'FashionMNIST/raw', 'raw'];

const ARCHIVES = new Set(['.zip', '.tar', '.gz', '.tgz', '.bz2', '.xz', '.7z', '.rar']);
const BUILTIN = 'builtin:';

/** What people call it: the bundled set's name, else the folder's. */
export function dataSetName(path: string): string {
  return path.startsWith(BUILTIN) ? path.slice(BUILTIN.length) : basename(resolve(path));
}

/** Reads the data set that `settings.path` names. Throws ProblemError. */
export async function readImageSet(options: ReadOptions): Promise<ImageSet> {
  const { path } = options.settings;
  if (!path.startsWith(BUILTIN)) return readFolder(path, options);
  const name = path.slice(BUILTIN.length);
  const read = builtins[name];
  if (!read) {
    const known = Object.keys(builtins).map((builtin) => BUILTIN + builtin);
    throw new ProblemError([problem('data.unknownBuiltin', path, { path, known: known.join(', ') })]);
  }
  return read(await list(join(assetsFolder('data'), name)), options);
}

async function readFolder(path: string, options: ReadOptions): Promise<ImageSet> {
  const listing = await list(resolve(path));
  const nested = await nestedListings(listing);
  const direct = sources.find((source) => source !== folder && source.recognises(listing));
  if (!direct && nested.length > 1) {
    const found = nested.map(({ at }) => at.path).join(', ');
    throw new ProblemError([problem('data.ambiguous', path, { path, found })]);
  }
  const [inside] = nested;
  if (!direct && inside) return inside.source.read(inside.at, options);
  const source = direct ?? sources.find((candidate) => candidate.recognises(listing));
  if (source) return source.read(listing, options);
  const found = [...listing.files].slice(0, 5).join(', ') || 'nothing';
  const known = sources.map(({ title }) => title).join('; ');
  throw new ProblemError([problem('data.unrecognised', path, { path, found, known })]);
}

async function nestedListings(listing: Listing): Promise<{ source: Source; at: Listing }[]> {
  const found: { source: Source; at: Listing }[] = [];
  for (const inner of NESTED.filter((name) => listing.folders.has(name.split('/')[0] as string))) {
    const at = await list(join(listing.path, inner)).catch(() => null);
    const source = at && sources.find((candidate) => candidate !== folder && candidate.recognises(at));
    if (at && source) found.push({ source, at });
  }
  return found;
}

async function list(path: string): Promise<Listing> {
  const refuse = (error: unknown): never => {
    throw new ProblemError([fileProblem(error, path)]);
  };
  const info = await stat(path).catch(refuse);
  if (!info.isDirectory()) {
    const code = ARCHIVES.has(extname(path).toLowerCase()) ? 'data.isArchive' : 'data.isFile';
    throw new ProblemError([problem(code, path, { path })]);
  }
  const entries = await readFolderEntries(path);
  const names = (folder: boolean) =>
    new Set(entries.filter((entry) => entry.folder === folder).map(({ name }) => name));
  return { path, files: names(false), folders: names(true) };
}
