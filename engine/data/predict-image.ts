import { decodeImage, type ImageSource } from './image-file.ts';
import { type ImageShape, pixelsOf } from './image-set.ts';
import { type Normalisation, normalisationTable, normalise } from './normalisation.ts';

/**
 * One image as a network's input, float32 [1, C, H, W]: scaled to cover the input's size, and normalised by the statistics
 * that the run was trained with. Throws ProblemError.
 */
export async function readNetworkInput(
  source: ImageSource,
  shape: ImageShape,
  normalisation: Normalisation,
): Promise<Float32Array> {
  const pixels = await decodeImage(source, shape);
  const out = new Float32Array(pixelsOf(shape));
  normalise(pixels, 0, shape, normalisationTable(normalisation), out, 0);
  return out;
}
