import { ProblemError, problem } from '../../base/diagnostics.ts';
import { type CallName, type CallParams, calls, type ToEngine } from '../protocol.ts';
import type { Grants } from './grants.ts';
import { recordedPaths } from './recorded-paths.ts';

type Rewrite = (path: string) => string;

const trainingPaths = (p: CallParams<'train'>, path: Rewrite): CallParams<'train'> => ({
  ...p,
  data: dataPath(p.data, path),
  out: p.out === null ? null : path(p.out),
  ...(p.from === undefined ? {} : { from: path(p.from) }),
});

/** Puts every path that a call names through `path`; a call that names none is passed on as it is. */
const rewrites: { readonly [C in CallName]: (params: CallParams<C>, path: Rewrite) => CallParams<C> } = {
  train: (p, path) => trainingPaths(p, path),
  resume: (p, path) => ({
    ...p,
    run: path(p.run),
    ...(p.data === undefined ? {} : { data: dataPath({ path: p.data }, path).path }),
  }),
  resumeSweep: (p, path) => ({
    sweep: path(p.sweep),
    ...(p.data === undefined ? {} : { data: dataPath({ path: p.data }, path).path }),
  }),
  sweep: (p, path) => ({ ...p, data: dataPath(p.data, path), out: p.out === null ? null : path(p.out) }),
  evaluate: (p, path) => ({ ...p, run: path(p.run), ...(p.data ? { data: dataPath(p.data, path) } : {}) }),
  predict: (p, path) => ({
    ...p,
    run: path(p.run),
    images: p.images.map((image) => (typeof image === 'string' ? path(image) : image)),
  }),
  profile: (p) => p,
  export: (p, path) => ({
    ...p,
    file: onnx(path(p.file)),
    ...(p.run === undefined ? {} : { run: path(p.run) }),
    ...(p.data ? { data: dataPath(p.data, path) } : {}),
  }),
  verify: (p, path) => ({
    ...p,
    file: onnx(path(p.file)),
    run: path(p.run),
    ...(p.data ? { data: dataPath(p.data, path) } : {}),
  }),
  import: (p, path) => ({
    file: onnx(path(p.file)),
    output: p.output === null ? null : path(p.output),
    ...(p.inputs === undefined ? {} : { inputs: path(p.inputs) }),
  }),
  devices: (p) => p,
  runs: (p, path) => ({ folder: path(p.folder) }),
  history: (p, path) => ({ ...p, run: path(p.run) }),
  removeRun: (p, path) => ({ run: path(p.run) }),
  renameRun: (p, path) => ({ ...p, run: path(p.run) }),
  runImages: (p, path) => ({ ...p, run: path(p.run) }),
  previewData: (p, path) => ({ ...p, data: dataPath(p.data, path) }),
  checkTraining: (p, path) => trainingPaths(p, path),
};

/**
 * A page's call with the real paths of what it names. Throws a ProblemError where the page may not use one of them.
 * Parameters that do not fit the call are passed on: the engine says what is wrong with them, and does nothing. Where a
 * folder is served, what the runs in it name is held to the same: others may have written them. On the desktop they
 * name what the user chose.
 */
export function containedCall(message: Extract<ToEngine, { type: 'call' }>, grants: Grants): ToEngine {
  const parsed = calls[message.name].safeParse(message.params);
  if (!parsed.success) return message;
  const rewrite = rewrites[message.name] as (params: unknown, path: Rewrite) => unknown;
  const params = rewrite(parsed.data, (path) => grants.check(path));
  if (grants.folder !== null) for (const path of recordedPaths(message.name, params as never)) grants.check(path);
  return { ...message, params };
}

function dataPath<T extends { readonly path: string }>(data: T, path: Rewrite): T {
  return data.path.startsWith('builtin:') ? data : { ...data, path: path(data.path) };
}

function onnx(path: string): string {
  if (path.toLowerCase().endsWith('.onnx')) return path;
  throw new ProblemError([problem('file.wrongKind', path, { path, endings: '.onnx' })]);
}
