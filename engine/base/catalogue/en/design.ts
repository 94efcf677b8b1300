/** Problems of documents: structure, blocks, expressions. */
export const designProblems = {
  'design.notJson': 'This is not JSON: {reason}. Open a .loom.json file that Layerloom saved.',
} as const;

export const designFixes = {
  'node.remove': 'Remove {node}',
} as const;
