import { posix } from 'node:path';

/**
 * A fenced block of Markdown with a comment in front of it that says where its content comes from:
 * `<!-- kind: argument -->`.
 */
export interface MarkedBlock {
  /**
   * `made`: written by the project itself, see made.ts. `source`: copied from the file that `argument` names.
   * `document`: a design.
   */
  readonly kind: string;
  readonly argument: string;
  readonly content: string;
}

const MARKED = /(<!-- (\w+)(?:: ([^\n]+?))? -->\n```\w*\n)([\s\S]*?)(```\n)/g;

export function markedBlocks(markdown: string): readonly MarkedBlock[] {
  return [...markdown.matchAll(MARKED)].map(([, , kind = '', argument = '', content = '']) => ({
    kind,
    argument,
    content,
  }));
}

/** The text with the content of each marked block as `contentOf` has it. */
export async function withContents(
  markdown: string,
  contentOf: (block: MarkedBlock) => string | Promise<string>,
): Promise<string> {
  const contents: string[] = [];
  for (const block of markedBlocks(markdown)) contents.push(await contentOf(block));
  return markdown.replace(MARKED, (_, head: string, _kind, _argument, _content, end: string) => {
    return head + contents.shift()! + end;
  });
}

/** Command lines that a person is told to type: lines of `sh` blocks, without comments and prompts. */
export function commandLines(markdown: string): readonly string[] {
  const shells = [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);
  return shells
    .flatMap((text) => text.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

const TOP = 'engine|electron|renderer|test|scripts|assets|docs';

/**
 * Paths of the repository that a text in `folder` names: targets of links, and code in backticks that looks like one.
 * Where the text says `<!-- paths below: FOLDER -->`, names of sources that begin at no folder of the top are below
 * FOLDER.
 */
export function namedPaths(markdown: string, folder: string): readonly string[] {
  const links = [...markdown.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map((match) =>
    posix.join(folder, match[1]!),
  );
  const named = (pattern: string): string[] =>
    [...markdown.matchAll(new RegExp(`\`(${pattern})\``, 'g'))].map((match) => match[1]!);
  const code = named(`(?:${TOP})/[\\w./-]+`);
  const below = /<!-- paths below: (\S+) -->/.exec(markdown)?.[1];
  const short = below === undefined ? [] : named(`(?!(?:${TOP})/)[\\w/-]+\\.ts`);
  return [...links, ...code, ...short.map((path) => posix.join(below!, path))];
}

/**
 * Where links of the text `file` lead that name a heading: the text, and the heading as GitHub writes it behind `#`.
 */
export function linkedHeadings(markdown: string, file: string): readonly (readonly [file: string, heading: string])[] {
  const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
  return links.map(([, path, heading]) => [path ? posix.join(posix.dirname(file), path) : file, heading!]);
}

/** The headings of a text as links name them: lower case, hyphens for spaces, no punctuation. */
export function headings(markdown: string): readonly string[] {
  const lines = markdown.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm);
  return [...lines].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\d _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
