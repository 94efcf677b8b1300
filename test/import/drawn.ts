import { expect } from 'vitest';
import { fedTo, prove } from '../../engine/host/jobs/import/proof.ts';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { type Made, made } from './made.ts';

/** A file → the kinds of the layers that it becomes, which compute the same in ONNX Runtime and in float64. */
export async function drawn(file: Made, shape: readonly number[] | null = null): Promise<string> {
  const read = readImported(made(file), () => shape);
  const proof = await prove(read, fedTo(read, null));
  expect(proof.reason).toBe('');
  expect(proof.largest).toBeGreaterThan(0);
  expect(proof.difference).toBeLessThanOrEqual(1e-4 * proof.largest);
  expect(proof.referenceDifference).toBeLessThanOrEqual(1e-4 * proof.largest);
  return read.imported.document.nodes.map(({ kind }) => kind).join(' ');
}
