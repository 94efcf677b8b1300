#!/usr/bin/env bash
# OpenCV's dnn (WebAssembly builds) computes a depthwise 3 × 3 convolution with padding 1 wrongly on a map of a single
# number: 4.10.0 and 4.12.0 add the taps at the right and below as well, as if the number stood there too, where there
# is padding (taps 1 … 9 on a 1: 5 + 6 + 8 + 9 = 28 instead of 5). 5.0.0 is right, and so are 4.x with one group and on
# maps of 2 × 2. Nothing is raised. MobileNets come down to such maps where images are of 32 pixels: Layerloom's tests
# ask OpenCV for MobileNetV2 at 64.
# Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts onnx-buf@1.20.0-1 @bufbuild/protobuf@2.17.0 \
  cv410@npm:@techstark/opencv-js@4.10.0-release.1 cv412@npm:@techstark/opencv-js@4.12.0-release.1 \
  cv5@npm:@techstark/opencv-js@5.0.0-release.1 >/dev/null
cat > depthwise.mjs <<'JS'
import { createRequire } from 'node:module';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf/dist/onnx_pb.js';

const loaded = createRequire(import.meta.url)(process.argv[2]);
let cv = loaded;
// OpenCV 5's module is a promise; that of 4 has a `then` of its own and must not be awaited.
if (loaded instanceof Promise) cv = await loaded;
else await new Promise((resolve) => (loaded.onRuntimeInitialized = () => resolve(null)));

const FLOAT = 1;
const INT = 2;
const INTS = 7;
const CHANNELS = 4;
const ints = (name, ...numbers) => ({ name, type: INTS, ints: numbers.map(BigInt) });

/** The middle number of the result where all pixels are 1 and the taps of each filter are 1, 2, … 9. */
function middle(side, groups) {
  const dims = [1, CHANNELS, side, side].map((n) => ({ value: { case: 'dimValue', value: BigInt(n) } }));
  const tensor = (name) => ({ name, type: { value: { case: 'tensorType', value: { elemType: FLOAT, shape: { dim: dims } } } } });
  const perFilter = CHANNELS / groups;
  const floatData = Array.from({ length: CHANNELS * perFilter * 9 }, (_, i) => (Math.floor(i / 9) % perFilter === 0 ? (i % 9) + 1 : 0));
  const attribute = [ints('kernel_shape', 3, 3), ints('strides', 1, 1), ints('pads', 1, 1, 1, 1), { name: 'group', type: INT, i: BigInt(groups) }];
  const graph = {
    name: 'depthwise',
    input: [tensor('images')],
    output: [tensor('y')],
    initializer: [{ name: 'w', dims: [CHANNELS, perFilter, 3, 3].map(BigInt), dataType: FLOAT, floatData }],
    node: [{ opType: 'Conv', name: 'conv', input: ['images', 'w'], output: ['y'], attribute }],
  };
  const opsetImport = [{ domain: '', version: 18n }];
  const file = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }));
  cv.FS_createDataFile('/', 'net.onnx', file, true, false, false);
  const net = cv.readNetFromONNX('/net.onnx');
  const image = cv.matFromArray(side, side, cv.CV_32FC4, new Float32Array(side * side * CHANNELS).fill(1));
  const blob = cv.blobFromImage(image, 1, new cv.Size(side, side), new cv.Scalar(0, 0, 0, 0), false, false, cv.CV_32F);
  net.setInput(blob, 'images');
  const [first] = net.forward('y').data32F;
  cv.FS_unlink('/net.onnx');
  return first;
}

console.log(`1x1, depthwise: ${middle(1, CHANNELS)}, one group: ${middle(1, 1)}; 2x2, depthwise: ${middle(2, CHANNELS)}, one group: ${middle(2, 1)}`);
JS
for version in cv410 cv412 cv5; do
  echo "$version $(node depthwise.mjs "$version")"
done > seen.txt
cat > expected.txt <<'TXT'
cv410 1x1, depthwise: 28, one group: 5; 2x2, depthwise: 28, one group: 28
cv412 1x1, depthwise: 28, one group: 5; 2x2, depthwise: 28, one group: 28
cv5 1x1, depthwise: 5, one group: 5; 2x2, depthwise: 28, one group: 28
TXT
diff expected.txt seen.txt && echo 'as described'
