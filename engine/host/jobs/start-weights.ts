import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StateData } from '../../backends/backend.ts';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { compileInference } from '../../compile/inference.ts';
import { elements } from '../../ir/types.ts';
import { fileKind } from '../../onnx/file-kind.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { decodeSafetensors } from '../../train/safetensors.ts';
import type { OpenedDesign } from '../open-design.ts';
import { readImported } from './import/read.ts';

/** Where a training starts in place of drawn weights, and what is said of it. */
export interface StartWeights {
  readonly weights: StateData;
  readonly told: readonly Problem[];
}

const MOST_NAMED = 5;

/**
 * The weights and running statistics of a run (its best epoch's), a `.safetensors` file or an ONNX file that fit a
 * design, by name and number; the others start as they would. Throws a ProblemError where none fits.
 */
export function startWeights(path: string, { analysis }: OpenedDesign): StartWeights {
  const found = readWeights(path);
  const { states } = compileInference(analysis);
  const fitting = states.filter(({ name, value }) => found.get(name)?.length === elements(value.type));
  const others = states.filter((state) => !fitting.includes(state)).map(({ name }) => name);
  const values = { path, fitting: fitting.length, count: states.length };
  if (fitting.length === 0) throw new ProblemError([problem('from.none', path, { path, count: states.length })]);
  const weights = new Map(fitting.map(({ name }) => [name, found.get(name)!]));
  const code = others.length === 0 ? 'from.all' : 'from.some';
  const names = others.slice(0, MOST_NAMED).join(', ');
  const told = problem(code, path, { ...values, names, more: others.length }, { severity: 'warning' });
  return { weights, told: [told] };
}

function readWeights(path: string): ReadonlyMap<string, Float32Array> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new ProblemError([problem('from.notFound', path, { path })]);
  const file = found.isDirectory() ? checkpointOf(path) : path;
  const bytes = readFileSync(file);
  if (fileKind(bytes).is === 'onnx') return readImported(file).imported.weights;
  return new Map([...decodeSafetensors(bytes, file).tensors].map(([name, { data }]) => [name, data]));
}

function checkpointOf(path: string): string {
  const folder = new RunFolder(path);
  folder.readRecord();
  return join(path, folder.has('best.safetensors') ? 'best.safetensors' : 'checkpoint.safetensors');
}
