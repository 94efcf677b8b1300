import { decodeImage, toLookAt } from './image-file.ts';
import type { ImageSource } from './image-header.ts';
import { type Decoding, type ImageShape, pixelsOf } from './image-set.ts';
import { type Normalisation, normalisationTable, normalise } from './normalisation.ts';

/** What a network is given of an image file. */
export interface NetworkInput {
  /** Bytes [C, H, W]: the picture as the network sees it, to look at. */
  readonly pixels: Uint8Array;
  /** The same, normalised: float32 [1, C, H, W]. */
  readonly values: Float32Array;
}

/**
 * One image file as a network's input: decoded by the rule of the run, scaled to cover the input's size, and normalised
 * by the statistics that the run was trained with. Throws ProblemError.
 */
export async function readNetworkInput(
  source: ImageSource,
  shape: ImageShape,
  normalisation: Normalisation,
  decoding: Decoding,
): Promise<NetworkInput> {
  const pixels = await decodeImage(source, shape, decoding);
  const values = new Float32Array(pixelsOf(shape));
  normalise(pixels, 0, shape, normalisationTable(normalisation, decoding.bits), values, 0);
  return { pixels: toLookAt(pixels), values };
}
