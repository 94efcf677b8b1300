const WIDEST = 120;
/** Of source files: a line of a comment, but for the type definitions of plain JavaScript. */
const COMMENT = /^\s*(?:\/\/|\/?\*)(?!.*@typedef)/;
/** Of documents: pictures and rows of tables, which Markdown cannot break. */
const UNBROKEN = /^(?:!\[|\|)/;

/**
 * Lines of a document's text, or of a source file's comments, that are wider than a reader's window; what formats code
 * keeps code within that. Listings in documents are as wide as what they show.
 */
export function wideLines(file: string, text: string): readonly string[] {
  const isDocument = file.endsWith('.md');
  let isListing = false;
  return text.split('\n').flatMap((line, index) => {
    if (isDocument && line.startsWith('```')) isListing = !isListing;
    const counts = isDocument ? !isListing && !UNBROKEN.test(line) : COMMENT.test(line);
    return counts && line.length > WIDEST ? [`${file}:${index + 1}: ${line.length} columns`] : [];
  });
}
