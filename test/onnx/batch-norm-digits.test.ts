import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { blockSize } from '../../engine/backends/ort/block-size.ts';
import { lowerGraph } from '../../engine/onnx/lower/graph.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import { lostDigits, normCaseFeeds, normCases } from '../ops/large-means.ts';

const block = await blockSize();

describe.each([
  ['blocked', block],
  ['plain', 0],
] as const)('batch norm in %s layout keeps its digits', (_, blocks) => {
  test.each(normCases)('$name', async (c) => {
    const model = lowerGraph(c.graph, { target: 'train', name: c.name, states: 'inputs', block: blocks });
    const session = await InferenceSession.create(encodeModel(model), { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const feeds = normCaseFeeds(c);
    const found = await session.run(
      Object.fromEntries([...feeds].map(([name, t]) => [name, new Tensor(Float32Array.from(t.data), t.dims)])),
    );
    await session.release();
    expect(lostDigits(c, feeds, (name) => found[name]!.data as Float32Array)).toEqual([]);
  });
});
