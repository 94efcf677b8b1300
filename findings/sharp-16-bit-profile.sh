#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18): a 16-bit PNG with an sRGB profile is handed out in Display P3, so pure red reads 234 51 34, not 255 0 0.
# An 8-bit PNG with the same profile, and a 16-bit one without, read 255 0 0. `ignoreIcc: true` cures it.
# Seen on Linux x64. Layerloom reads 16-bit images with ignoreIcc. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 >/dev/null
cat > read.mjs <<'JS'
import sharp from 'sharp';

const red = (depth, profile) => {
  const most = depth === 'ushort' ? 65535 : 255;
  const Numbers = depth === 'ushort' ? Uint16Array : Uint8Array;
  const image = sharp(Numbers.of(most, 0, 0), { raw: { width: 1, height: 1, channels: 3, depth } });
  const spaced = depth === 'ushort' ? image.toColourspace('rgb16') : image;
  return (profile ? spaced.withIccProfile('srgb') : spaced).png().toBuffer();
};
const read = async (file, options) => [...(await sharp(file, options).raw().toBuffer())].join(' ');

console.log('sharp', sharp.versions.sharp);
console.log('8 bits, profile:', await read(await red('uchar', true)));
console.log('16 bits, no profile:', await read(await red('ushort', false)));
console.log('16 bits, profile:', await read(await red('ushort', true)));
console.log('16 bits, profile, ignoreIcc:', await read(await red('ushort', true), { ignoreIcc: true }));
JS
node read.mjs | tee seen.txt
cat > expected.txt <<'TXT'
sharp 0.35.5
8 bits, profile: 255 0 0
16 bits, no profile: 255 0 0
16 bits, profile: 234 51 34
16 bits, profile, ignoreIcc: 255 0 0
TXT
diff expected.txt seen.txt && echo 'as described'
