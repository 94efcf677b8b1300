#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18): an image of 16-bit numbers that are all alike comes out of resize with others, up to 0.2 % darker: white, 65535, as 65407 to
# 65535 with lanczos3, the default. The same numbers as 8-bit or as floating-point ones stay what they are, with every kernel.
# Seen on Linux x64. Layerloom scales 16-bit images in floating point. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 >/dev/null
cat > resize.mjs <<'JS'
import sharp from 'sharp';

const raw = { width: 100, height: 100, channels: 1 };
const said = (name, numbers) => console.log(`${name}: ${Math.min(...numbers)} to ${Math.max(...numbers)}`);

for (const kernel of ['lanczos3', 'cubic', 'linear', 'nearest']) {
  const white = new Uint16Array(raw.width * raw.height).fill(65_535);
  const whole = await sharp(white, { raw }).resize(28, 28, { kernel }).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
  said(`${kernel}, 16 bits`, new Uint16Array(whole.buffer, whole.byteOffset, 28 * 28));
  const floating = sharp(Float32Array.from(white), { raw }).pipelineColourspace('grey16').resize(28, 28, { kernel });
  const exact = await floating.toColourspace('grey16').raw({ depth: 'float' }).toBuffer();
  said(`${kernel}, floating point`, new Float32Array(exact.buffer, exact.byteOffset, 28 * 28));
}
JS
node resize.mjs | tee seen.txt
cat > expected.txt <<'TXT'
lanczos3, 16 bits: 65407 to 65535
lanczos3, floating point: 65535 to 65535
cubic, 16 bits: 65471 to 65535
cubic, floating point: 65535 to 65535
linear, 16 bits: 65407 to 65503
linear, floating point: 65535 to 65535
nearest, 16 bits: 65535 to 65535
nearest, floating point: 65535 to 65535
TXT
diff expected.txt seen.txt && echo 'as described'
