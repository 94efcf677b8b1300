import type { DataSettings } from '../../settings/data.ts';
import type { ImageSet } from '../image-set.ts';

export interface ReadOptions {
  readonly settings: DataSettings;
  /** Whether a trained network is tested on it: one class is enough, and none needs images for training. */
  readonly forTesting?: boolean;
  /** Called now and then while many files are looked at. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A folder and what lies in it. */
export interface Listing {
  readonly path: string;
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** How many images lie in it and below. */
  readonly images: number;
}

/** One form in which data sets lie on disk. */
export interface Source {
  readonly title: string;
  /** Whether a folder looks like this form, right or broken. */
  recognises(listing: Listing): boolean;
  /** Throws ProblemError where the files are not in order. */
  read(listing: Listing, options: ReadOptions): Promise<ImageSet>;
}
