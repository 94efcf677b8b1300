import type { AugmentSettings } from '../settings/data.ts';
import { augmentInto } from './augment.ts';
import { concurrently } from './concurrently.ts';
import type { Pixels } from './formats/raster.ts';
import { decodeImage } from './image-file.ts';
import { type ImageShape, type Images, pixelsOf } from './image-set.ts';
import { normalise } from './normalisation.ts';

const DECODED_AT_ONCE = 4;

/** What a thread needs to make batches: it can be posted to a worker. */
export interface ImageStore {
  readonly shape: ImageShape;
  readonly images: Images;
  /** [C, levels], see normalisationTable. */
  readonly table: Float32Array;
}

export interface BatchJob {
  /** Indices of images in the store, at most as many as the batch holds. */
  readonly samples: Int32Array;
  readonly augment: { readonly settings: AugmentSettings; readonly seed: number; readonly epoch: number } | null;
}

/** Fills batches: decodes, augments, normalises. */
export interface BatchMaker {
  /**
   * Writes the images of the job to `buffer`, float32 [batch, C, H, W], zeros behind the last one, and gives the buffer
   * back: it may travel through another thread, so that views made before are empty. Throws ProblemError.
   */
  make(job: BatchJob, buffer: ArrayBuffer): Promise<ArrayBuffer>;
  dispose(): Promise<void>;
}

/** Makes batches in the calling thread. */
export class LocalBatchMaker implements BatchMaker {
  readonly #store: ImageStore;

  constructor(store: ImageStore) {
    this.#store = store;
  }

  async make({ samples, augment }: BatchJob, buffer: ArrayBuffer): Promise<ArrayBuffer> {
    const { shape, images, table } = this.#store;
    const out = new Float32Array(buffer);
    const size = pixelsOf(shape);
    out.fill(0, samples.length * size);
    const place = (pixels: Pixels, from: number, slot: number): void => {
      if (!augment) return normalise(pixels, from, shape, table, out, slot * size);
      augmentInto({ pixels, from, shape, table, ...augment, sample: samples[slot] as number }, out, slot * size);
    };
    if (images.kind === 'memory') {
      samples.forEach((sample, slot) => {
        place(images.pixels, sample * size, slot);
      });
      return buffer;
    }
    await concurrently([...samples], DECODED_AT_ONCE, async (sample, slot) => {
      place(await decodeImage(images.paths[sample] as string, shape, images.decoding), 0, slot);
    });
    return buffer;
  }

  async dispose(): Promise<void> {}
}
