/** Problems of data sets and their files. */
export const dataProblems = {
  'data.notFound': 'There is no file or folder {path}. Check the spelling, or use builtin:digits or builtin:fashion.',
} as const;
