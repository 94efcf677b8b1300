#!/usr/bin/env bash
# ONNX Runtime's graph optimisation (level "basic" and up, which is the default) takes a Pad of zeros into the pool behind it, Linux x64:
# - MaxPool: its own padding never wins, a zero of the Pad does where the window is negative. Other numbers from 1.20.1 to 1.30.0 at least.
# - A ring of two zeros before windows of 2 × 2: the model does not load, since a pool's own padding has to be smaller than its window.
# - With ceil_mode = 1 a window may begin in a Pad's zeros, but not in a pool's own padding: in 1.30.0 the map comes out smaller, in 1.20.1 it holds the least
#   float there.
# - AveragePool without count_include_pad: its own padding is not counted, the zeros of the Pad are. Other numbers in 1.20.1, right from 1.21.0 on.
# Nothing is raised; with optimisation "disabled" the numbers are right. Keras' ResNets have such a pair (zero_padding2d, max_pooling2d), behind a ReLU, where it
# does no harm. Layerloom writes the padding of a max pool into the pool, and count_include_pad = 1 behind the Pad of an average.
# Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts onnx-buf@1.20.0-1 @bufbuild/protobuf@2.17.0 \
  old@npm:onnxruntime-node@1.20.1 new@npm:onnxruntime-node@1.30.0 >/dev/null
cat > pool.mjs <<'JS'
import { createRequire } from 'node:module';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf/dist/onnx_pb.js';

const ort = createRequire(import.meta.url)(process.argv[2]);
const FLOAT = 1;
const INT = 2;
const INT64 = 7;
const INTS = 7;
const tensor = (name, shape) => ({ name, type: { value: { case: 'tensorType', value: { elemType: FLOAT, ...shape } } } });
const dims = (...sizes) => ({ dim: sizes.map((size) => ({ value: { case: 'dimValue', value: BigInt(size) } })) });
const ints = (name, ...numbers) => ({ name, type: INTS, ints: numbers.map(BigInt) });

/** Zeros all around 2 × 2 negative numbers, then windows of 2 × 2. */
async function padded(opType, zeros, stride, ceilMode, graphOptimizationLevel) {
  const ring = [0, 0, zeros, zeros, 0, 0, zeros, zeros].map(BigInt);
  const attribute = [ints('kernel_shape', 2, 2), ints('strides', stride, stride), { name: 'ceil_mode', type: INT, i: ceilMode }];
  const graph = {
    name: 'padded',
    input: [tensor('x', { shape: dims(1, 1, 2, 2) })],
    output: [tensor('y', {})],
    initializer: [{ name: 'ring', dims: [8n], dataType: INT64, int64Data: ring }],
    node: [
      { opType: 'Pad', input: ['x', 'ring'], output: ['padded'] },
      { opType, input: ['padded'], output: ['y'], attribute },
    ],
  };
  const opsetImport = [{ domain: '', version: 18n }];
  const file = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }));
  const session = await ort.InferenceSession.create(Buffer.from(file), { graphOptimizationLevel, logSeverityLevel: 4 });
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(-4, -8, -8, -4), [1, 1, 2, 2]) });
  return `${y.dims.slice(2).join('x')}: ${[...y.data].join(' ')}`;
}

const cases = [
  ['MaxPool', 1, 1, 0n],
  ['MaxPool', 2, 2, 0n],
  ['MaxPool', 1, 3, 1n],
  ['AveragePool', 1, 1, 0n],
];
for (const [opType, zeros, stride, ceilMode] of cases) {
  console.log(`${opType}, ring of ${zeros}, stride ${stride}, ceil_mode ${ceilMode}`);
  for (const level of ['disabled', 'basic'])
    console.log(`  ${level}: ${await padded(opType, zeros, stride, ceilMode, level).catch(() => 'is refused')}`);
}
JS
{ echo 1.20.1; node pool.mjs old; echo 1.30.0; node pool.mjs new; } | tee seen.txt
cat > expected.txt <<'TXT'
1.20.1
MaxPool, ring of 1, stride 1, ceil_mode 0
  disabled: 3x3: 0 0 0 0 -4 0 0 0 0
  basic: 3x3: -4 -4 -8 -4 -4 -4 -8 -4 -4
MaxPool, ring of 2, stride 2, ceil_mode 0
  disabled: 3x3: 0 0 0 0 -4 0 0 0 0
  basic: is refused
MaxPool, ring of 1, stride 3, ceil_mode 1
  disabled: 2x2: 0 0 0 0
  basic: 2x2: -4 -3.4028234663852886e+38 -3.4028234663852886e+38 -3.4028234663852886e+38
AveragePool, ring of 1, stride 1, ceil_mode 0
  disabled: 3x3: -1 -3 -2 -3 -6 -3 -2 -3 -1
  basic: 3x3: -4 -6 -8 -6 -6 -6 -8 -6 -4
1.30.0
MaxPool, ring of 1, stride 1, ceil_mode 0
  disabled: 3x3: 0 0 0 0 -4 0 0 0 0
  basic: 3x3: -4 -4 -8 -4 -4 -4 -8 -4 -4
MaxPool, ring of 2, stride 2, ceil_mode 0
  disabled: 3x3: 0 0 0 0 -4 0 0 0 0
  basic: is refused
MaxPool, ring of 1, stride 3, ceil_mode 1
  disabled: 2x2: 0 0 0 0
  basic: 1x1: -4
AveragePool, ring of 1, stride 1, ceil_mode 0
  disabled: 3x3: -1 -3 -2 -3 -6 -3 -2 -3 -1
  basic: 3x3: -1 -3 -2 -3 -6 -3 -2 -3 -1
TXT
diff expected.txt seen.txt && echo 'as described'
