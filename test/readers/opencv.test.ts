import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { layerCases, onnxOf, type ReaderCase, templateCases } from './cases.ts';
import { OpenCvReader } from './opencv.ts';

let opencv: OpenCvReader;
beforeAll(async () => {
  opencv = await OpenCvReader.load();
});

async function inOnnxRuntime(onnx: Uint8Array, { image, dims }: ReaderCase): Promise<Float32Array> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
  const { logits } = await session.run({ images: new Tensor('float32', image, [1, ...dims]) });
  await session.release();
  return logits!.data as Float32Array;
}

const cases = [...layerCases(), ...templateCases()].filter(({ dims }) => OpenCvReader.takes(dims[0]!));

test.each(cases.map((c) => [c.name, c] as const))('OpenCV computes what ONNX Runtime does: %s', async (_, read) => {
  const onnx = onnxOf(read);
  const wanted = await inOnnxRuntime(onnx, read);
  const found = opencv.logits(onnx, read.image, read.dims);
  const largest = Math.max(...wanted.map(Math.abs));
  const apart = Math.max(...wanted.map((logit, i) => Math.abs(logit - found[i]!)));
  expect(found).toHaveLength(wanted.length);
  expect(apart / largest).toBeLessThan(1e-4);
});
