/**
 * How a folder lies on disk (`*3` is 1, 2 and 3; `{a,b}` is both), and what it is read as: parts, classes, images; not
 * used; told. Or why not, and the flags that read it.
 */
export interface Archive {
  readonly name: string;
  readonly files: readonly string[];
  readonly is: readonly string[];
}
