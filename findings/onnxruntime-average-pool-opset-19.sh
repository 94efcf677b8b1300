#!/usr/bin/env bash
# ONNX Runtime's CPU provider, AveragePool with count_include_pad = 1 and padding at the bottom: from opset 19 on the last row is divided by the rows
# that lie within the image, not by the whole window, so that it comes out twice as large. Seen from
# 1.21.0 to 1.24.3 (and not in 1.16.3 to 1.20.1, nor from 1.25.1 on), Linux x64.
# At opset 18 every version divides by the window. Nothing is raised: the numbers are just others.
# Layerloom exports opset 18, and a Pad in front of an average that counts its padding. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts onnx-buf@1.20.0-1 @bufbuild/protobuf@2.17.0 \
  wrong@npm:onnxruntime-node@1.24.3 right@npm:onnxruntime-node@1.25.1 >/dev/null
cat > pool.mjs <<'JS'
import { createRequire } from 'node:module';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf/dist/onnx_pb.js';

const ort = createRequire(import.meta.url)(process.argv[2]);
const FLOAT = 1;
const INT = 2;
const INTS = 7;
const tensor = (name, shape) => ({ name, type: { value: { case: 'tensorType', value: { elemType: FLOAT, ...shape } } } });
const dims = (...sizes) => ({ dim: sizes.map((size) => ({ value: { case: 'dimValue', value: BigInt(size) } })) });
const ints = (name, ...numbers) => ({ name, type: INTS, ints: numbers.map(BigInt) });

for (const opset of [18, 19]) {
  // A 2 × 2 window over 3 × 3 with one row and one column of padding at the end: pads are [top, left, bottom, right].
  const attribute = [
    ints('kernel_shape', 2, 2),
    ints('strides', 1, 1),
    ints('pads', 0, 0, 1, 1),
    { name: 'count_include_pad', type: INT, i: 1n },
  ];
  const graph = {
    name: 'pool',
    input: [tensor('x', { shape: dims(1, 1, 3, 3) })],
    output: [tensor('y', {})],
    node: [{ opType: 'AveragePool', input: ['x'], output: ['y'], attribute }],
  };
  const opsetImport = [{ domain: '', version: BigInt(opset) }];
  const file = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }));
  const session = await ort.InferenceSession.create(Buffer.from(file));
  const x = new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), [1, 1, 3, 3]);
  const { y } = await session.run({ x });
  console.log(`opset ${opset}: last row ${[...y.data.slice(6)].join(' ')}`);
}
JS
{ echo 1.24.3; node pool.mjs wrong; echo 1.25.1; node pool.mjs right; } | tee seen.txt
cat > expected.txt <<'TXT'
1.24.3
opset 18: last row 3.75 4.25 2.25
opset 19: last row 7.5 8.5 4.5
1.25.1
opset 18: last row 3.75 4.25 2.25
opset 19: last row 3.75 4.25 2.25
TXT
diff expected.txt seen.txt && echo 'as described'
