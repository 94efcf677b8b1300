import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OpenCvReader } from './opencv.ts';
import type { StoredCase } from './table.ts';

export type JsReader = 'onnxruntime' | 'opencv';

/** Gives the logits of one image [C, H, W]. */
type Read = (onnx: Uint8Array, image: Float32Array, dims: readonly number[]) => Promise<ArrayLike<number>>;

/** What of ONNX Runtime's JavaScript, as a Node addon and as WebAssembly, has been the same since 1.14. */
interface OnnxRuntime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
  readonly InferenceSession: {
    create(
      onnx: Uint8Array,
      options: object,
    ): Promise<{
      run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
    }>;
  };
  readonly env: { readonly wasm?: { numThreads: number } };
}

async function onnxRuntime(path: string): Promise<Read> {
  const entry = createRequire(join(path, 'package.json')).resolve(path);
  const module = (await import(pathToFileURL(entry).href)) as OnnxRuntime & { readonly default?: OnnxRuntime };
  const ort = module.InferenceSession ? module : module.default!;
  if (ort.env.wasm) ort.env.wasm.numThreads = 1;
  return async (onnx, image, dims) => {
    const session = await ort.InferenceSession.create(onnx, { logSeverityLevel: 4 });
    const { logits } = await session.run({ images: new ort.Tensor('float32', image, [1, ...dims]) });
    return logits!.data;
  };
}

async function openCv(path: string): Promise<Read> {
  const reader = await OpenCvReader.load(path);
  return (onnx, image, dims) => Promise.resolve(reader.logits(onnx, image, dims));
}

/** Reads all cases of the folder with the package at `path`; OpenCV.js leaves out those whose input it cannot make. */
export async function readWith(reader: JsReader, path: string, folder: string) {
  const { version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { readonly version: string };
  const read = await (reader === 'opencv' ? openCv(path) : onnxRuntime(path));
  const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as readonly StoredCase[];
  const answers: Record<string, readonly number[] | string> = {};
  for (const { file, dims } of cases) {
    if (reader === 'opencv' && !OpenCvReader.takes(dims[0]!)) continue;
    const image = new Float32Array(Uint8Array.from(readFileSync(join(folder, `${file}.image`))).buffer);
    try {
      answers[file] = Array.from(await read(readFileSync(join(folder, `${file}.onnx`)), image, dims));
    } catch (error) {
      answers[file] = (error as Error).message;
    }
  }
  return { version: version.replace('-release.1', ''), read: answers };
}
