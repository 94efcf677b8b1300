import { decodeImage, type ImageSource } from './image-file.ts';
import { type ImageShape, pixelsOf } from './image-set.ts';
import { type Normalisation, normalisationTable, normalise } from './normalisation.ts';

/** What a network is given of an image file. */
export interface NetworkInput {
  /** Bytes [C, H, W]: the picture as the network sees it. */
  readonly pixels: Uint8Array;
  /** The same, normalised: float32 [1, C, H, W]. */
  readonly values: Float32Array;
}

/**
 * One image file as a network's input: scaled to cover the input's size, and normalised by the statistics that the run was trained with.
 * Throws ProblemError.
 */
export async function readNetworkInput(
  source: ImageSource,
  shape: ImageShape,
  normalisation: Normalisation,
): Promise<NetworkInput> {
  const pixels = await decodeImage(source, shape);
  const values = new Float32Array(pixelsOf(shape));
  normalise(pixels, 0, shape, normalisationTable(normalisation), values, 0);
  return { pixels, values };
}
