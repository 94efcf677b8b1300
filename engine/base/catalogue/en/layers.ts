/** Problems of single layers: shapes and parameters. Keys are `<layer or topic>.<what>`; texts say what to do. */
export const layerProblems = {
  'kernel.tooLarge': 'The {kernel} kernel does not fit into its {input} input even with padding. Use a smaller kernel or more padding.',
} as const;

export const layerFixes = {
  'padding.same': 'Use same padding',
} as const;
