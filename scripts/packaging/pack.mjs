import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { root } from '../root.mjs';
import { configuration } from './configuration.mjs';
import { drawIcons } from './icons.mjs';
import { engineLibraries, missingLibraries } from './libraries.mjs';
import { licenceTexts } from './licences.mjs';

/** @typedef {Pick<import('./configuration.mjs').Parts, 'system' | 'libraries' | 'node' | 'electron' | 'output'>} Choices */

/**
 * Builds what is out of date and packs it: into a folder that holds the installed app where `toFolder` is set, into the
 * system's kinds of packages otherwise. Resolves to the paths of what was made. Throws where libraries of the system
 * are missing.
 * @param {Choices & { toFolder: boolean }} choices
 */
export async function pack({ toFolder, ...choices }) {
  const libraries = engineLibraries(choices.system);
  const missing = missingLibraries(choices.libraries, libraries);
  if (missing.length > 0) throw new Error(`not installed for ${choices.system}: ${missing.join(', ')}`);
  const [main, page, engine] = [await build('electron'), await build('app'), await build('engine')];
  const scratch = mkdtempSync(join(tmpdir(), 'layerloom-pack-'));
  try {
    const licences = join(scratch, 'LICENCES.txt');
    const bundled = [main, page, engine].flatMap(bundledLibraries);
    const loaded = libraries.map(({ name }) => join(choices.libraries, name));
    writeFileSync(licences, licenceTexts([...bundled.map((name) => join(root, 'node_modules', name)), ...loaded]));
    const icons = await drawIcons(join(scratch, 'icons'));
    const builder = await import('electron-builder');
    const [platform, arch] = choices.system.split('-');
    const targets = builder.Platform.fromString(platform ?? '').createTarget(
      toFolder ? builder.DIR_TARGET : undefined,
      builder.archFromString(arch ?? ''),
    );
    return await builder.build({
      projectDir: root,
      targets,
      publish: 'never',
      config: configuration({ ...choices, main, page, engine, licences, icons }),
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder of a build
 * @returns {string[]}
 */
function bundledLibraries(folder) {
  return JSON.parse(readFileSync(join(folder, 'libraries.json'), 'utf8'));
}
