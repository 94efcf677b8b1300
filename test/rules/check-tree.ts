import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { importsOf } from './imports.ts';
import { forbiddenComputed, forbiddenFile, forbiddenLibrary } from './layers.ts';
import { wideLines } from './widths.ts';

const SOURCE_FOLDERS = ['engine', 'electron', 'renderer', 'scripts', 'test'];
/** Whose comments have other widths: those of the kernels are being rewritten, peers' scripts are as they came. */
const REWRITTEN = /^(?:engine\/backends\/webgpu|test\/bench\/peers-js)\//;
const SOURCE = /\.(ts|tsx|mts|mjs|js)$/;

/**
 * Checks every source file and document under `root` and returns what breaks a rule, as `path:line: why`. Throws where
 * there is none to read.
 */
export function checkTree(root: string): readonly string[] {
  const files = sourceFiles(root);
  if (files.length === 0) throw new Error(`No source files under ${root}: nothing was checked.`);
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return [
    ...files.flatMap((file) => checkName(file).concat(checkImports(file, read(file)))),
    ...[...files.filter((file) => !REWRITTEN.test(file)), ...documents(root)].flatMap((file) =>
      wideLines(file, read(file)),
    ),
  ];
}

export function checkImports(file: string, text: string): readonly string[] {
  return importsOf(file, text).flatMap(({ specifier, line }) => {
    const reason = specifier === null ? forbiddenComputed(file) : forbiddenImport(file, specifier);
    return reason === null ? [] : [`${file}:${line}: ${reason}`];
  });
}

function forbiddenImport(file: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return forbiddenLibrary(file, specifier);
  if (!/\.\w+$/.test(specifier)) return `${specifier} needs its extension, .ts`;
  return forbiddenFile(file, posix.join(posix.dirname(file), specifier));
}

export function checkName(file: string): readonly string[] {
  return posix
    .dirname(file)
    .split('/')
    .flatMap((folder) => {
      if (/^(utils?|helpers?|common|misc)$/.test(folder)) return [`${file}: a folder is named after what it holds`];
      return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(folder) ? [] : [`${file}: folder names are in kebab-case`];
    });
}

/** The texts of the project itself, which stand at the top and in docs/. */
function documents(root: string): readonly string[] {
  return ['', 'docs/']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}${name}`))
    .filter((file) => file.endsWith('.md'));
}

function sourceFiles(root: string): readonly string[] {
  return SOURCE_FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => SOURCE.test(path) && !path.includes('node_modules/')),
  );
}
