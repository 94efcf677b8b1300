/** The command line's own module, to start the engine as a process of its own: the build names the bundle of it. */
export const cliUrl = new URL('./cli.ts', import.meta.url);
