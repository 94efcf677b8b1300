import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';

const RULE = '─'.repeat(100);

/**
 * The licences of what a package contains: Layerloom's own, then of each library its name, version, declared licence,
 * where its sources are, and the texts that it comes with.
 * @param {readonly string[]} folders of libraries
 */
export function licenceTexts(folders) {
  const own = `Layerloom\n\n${readFileSync(join(root, 'LICENSE'), 'utf8')}`;
  const others = [...new Set(folders.map(libraryText))].sort();
  return [own, ...others].map((text) => text.trimEnd()).join(`\n\n${RULE}\n\n`);
}

/** @param {string} folder */
function libraryText(folder) {
  const { name, version, license, repository, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const facts = [
    `${name} ${version}`,
    `Licence: ${license}`,
    author && `Author: ${author.name ?? author}`,
    repository && `Sources: ${repository.url ?? repository}`,
  ];
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return [facts.filter(Boolean).join('\n'), ...files.map((file) => readFileSync(join(folder, file), 'utf8'))].join(
    '\n\n',
  );
}
