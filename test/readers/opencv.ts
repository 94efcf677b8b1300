import { createRequire } from 'node:module';

interface Mat {
  readonly data32F: Float32Array;
  delete(): void;
}

interface Net {
  setInput(blob: Mat, name: string): void;
  forward(output: string): Mat;
  delete(): void;
}

/** What of OpenCV.js is used here. The package's own types lack half of it. */
interface OpenCv {
  readonly CV_32F: number;
  /** Of so many channels. */
  readonly [type: `CV_32FC${number}`]: number;
  onRuntimeInitialized: () => void;
  readonly Size: new (width: number, height: number) => object;
  readonly Scalar: new (...values: number[]) => object;
  matFromArray(rows: number, columns: number, type: number, values: Float32Array): Mat;
  blobFromImage(
    image: Mat,
    scale: number,
    size: object,
    mean: object,
    swap: boolean,
    crop: boolean,
    depth: number,
  ): Mat;
  readNetFromONNX(file: string): Net;
  exceptionFromPtr(pointer: number): { readonly msg: string };
  FS_createDataFile(folder: string, name: string, bytes: Uint8Array, read: boolean, write: boolean, own: boolean): void;
  FS_unlink(path: string): void;
}

/** OpenCV's dnn, as WebAssembly. */
export class OpenCvReader {
  readonly #cv: OpenCv;

  private constructor(cv: OpenCv) {
    this.#cv = cv;
  }

  /** `module`: another version's folder. */
  static load(module = '@techstark/opencv-js'): Promise<OpenCvReader> {
    const cv = createRequire(import.meta.url)(module) as OpenCv | Promise<OpenCv>;
    // OpenCV 5's is a promise. That of 4 has a `then` of its own, so that to await it, or to import it, would never
    // end.
    if (cv instanceof Promise) return cv.then((loaded) => new OpenCvReader(loaded));
    return new Promise((resolve) => {
      cv.onRuntimeInitialized = () => resolve(new OpenCvReader(cv));
    });
  }

  /** Whether OpenCV.js can make an input of so many channels. */
  static takes = (channels: number): boolean => [1, 3, 4].includes(channels);

  /** The output `logits` for one image [C, H, W]. Throws OpenCV's own message where it refuses the file. */
  logits(onnx: Uint8Array, image: Float32Array, [channels, height, width]: readonly number[]): Float32Array {
    const cv = this.#cv;
    cv.FS_createDataFile('/', 'net.onnx', onnx, true, false, false);
    try {
      const net = cv.readNetFromONNX('/net.onnx');
      const pixels = channelsLast(image, channels!);
      const mat = cv.matFromArray(height!, width!, cv[`CV_32FC${channels!}`]!, pixels);
      const none = new cv.Scalar(0, 0, 0, 0);
      const blob = cv.blobFromImage(mat, 1, new cv.Size(width!, height!), none, false, false, cv.CV_32F);
      net.setInput(blob, 'images');
      const output = net.forward('logits');
      const logits = output.data32F.slice();
      for (const held of [output, blob, mat, net]) held.delete();
      return logits;
    } catch (error) {
      throw typeof error === 'number' ? new Error(cv.exceptionFromPtr(error).msg) : error;
    } finally {
      cv.FS_unlink('/net.onnx');
    }
  }
}

/** [C, H, W] → [H, W, C], as an image lies in OpenCV. */
function channelsLast(image: Float32Array, channels: number): Float32Array {
  const plane = image.length / channels;
  return image.map((_, i) => image[(i % channels) * plane + Math.floor(i / channels)]!);
}
