/**
 * What CONTRIBUTING.md tells one to do, as data. `<!-- new: FILE -->` is followed by a file, `<!-- edit: FILE -->` by a
 * diff, `<!-- run -->` by commands.
 */
const BLOCK = /<!-- (new|edit|run)(?:: (\S+))? -->\n```\w+\n([\s\S]*?)```\n/g;

/**
 * The files as they are after all steps, by path, and the commands that follow. Throws where a new file is there
 * already, or where the lines that a diff names are not in its file, or more than once.
 * @param {string} markdown
 * @param {(path: string) => string | null} read null where there is no such file
 */
export function walkThrough(markdown, read) {
  /** @type {Map<string, string>} */
  const files = new Map();
  /** @type {string[]} */
  const commands = [];
  for (const [, kind, path = '', content = ''] of markdown.matchAll(BLOCK)) {
    if (kind === 'run') {
      commands.push(...content.trim().split('\n'));
      continue;
    }
    const before = files.get(path) ?? read(path);
    if (kind === 'new' && before !== null) throw new Error(`${path} is there already`);
    if (kind === 'edit' && before === null) throw new Error(`there is no ${path}`);
    files.set(path, kind === 'new' ? content : edited(path, before ?? '', content));
  }
  return { files, commands };
}

/**
 * @param {string} path
 * @param {string} text
 * @param {string} diff hunks, with a line `…` between two; a last line that ends in `…` stands for its beginning alone
 */
function edited(path, text, diff) {
  // Whole lines: each begins behind a line break, the first one too.
  let whole = `\n${text}`;
  for (const hunk of diff.split(/^…\n/m)) {
    const lines = hunk.trimEnd().split('\n');
    const before = side(lines, '-');
    if (whole.split(before).length !== 2) throw new Error(`${path} has not once, but should:\n${before}`);
    whole = whole.replace(before, () => side(lines, '+'));
  }
  return whole.slice(1);
}

/**
 * One side of a diff: what stays, and the lines with that sign.
 * @param {string[]} lines
 * @param {string} sign
 */
function side(lines, sign) {
  const own = lines.filter((line) => line === '' || line.startsWith(' ') || line.startsWith(sign));
  return `\n${own.map((line) => line.slice(1)).join('\n')}\n`.replace(/…\n$/, '');
}
