import { decodeImage } from './image-file.ts';
import { type ImageShape, pixelsOf } from './image-set.ts';
import { type Normalisation, normalisationTable, normalise } from './normalisation.ts';

/**
 * One image file as a network's input, float32 [1, C, H, W]: scaled to cover the input's size, and normalised by the statistics
 * that the run was trained with. Throws ProblemError.
 */
export async function readNetworkInput(
  path: string,
  shape: ImageShape,
  normalisation: Normalisation,
): Promise<Float32Array> {
  const pixels = await decodeImage(path, shape);
  const out = new Float32Array(pixelsOf(shape));
  normalise(pixels, 0, shape, normalisationTable(normalisation), out, 0);
  return out;
}
