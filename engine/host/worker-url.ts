/** The module of a job's thread: the build names the bundle of it. */
export const workerUrl = new URL('./worker.ts', import.meta.url);
