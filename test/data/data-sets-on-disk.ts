import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { describe as text } from '../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { hash32 } from '../../engine/base/random.ts';
import { type DataSet, type OpenOptions, openDataSet } from '../../engine/data/data-set.ts';
import { dataSettings } from '../../engine/settings/data.ts';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'layerloom-data-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function write(folder: string, name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** `count` bytes that look random and depend on `salt` alone. */
export const noise = (count: number, salt: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => hash32(salt, i) & 0xff);

const bigEndian = (values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return new Uint8Array(view.buffer);
};

export const idxImages = (pixels: Uint8Array, count: number, height: number, width: number): Uint8Array =>
  Buffer.concat([bigEndian([0x803, count, height, width]), pixels]);

export const idxLabels = (labels: readonly number[]): Uint8Array =>
  Buffer.concat([bigEndian([0x801, labels.length]), Uint8Array.from(labels)]);

export interface IdxPart {
  readonly pixels: Uint8Array;
  readonly labels: readonly number[];
}

/** A whole IDX data set of 4 × 3 images: 20 for training, 7 for testing, classes 0 to 2. */
export function writeIdx(folder: string, { gzip = false } = {}): { train: IdxPart; test: IdxPart } {
  const part = (name: string, count: number, salt: number): IdxPart => {
    const pixels = noise(count * 12, salt);
    const labels = Array.from({ length: count }, (_, i) => i % 3);
    const pack = gzip ? gzipSync : (bytes: Uint8Array) => bytes;
    const extension = gzip ? '.gz' : '';
    write(folder, `${name}-images-idx3-ubyte${extension}`, pack(idxImages(pixels, count, 4, 3)));
    write(folder, `${name}-labels-idx1-ubyte${extension}`, pack(idxLabels(labels)));
    return { pixels, labels };
  };
  return { train: part('train', 20, 1), test: part('t10k', 7, 2) };
}

export async function png(pixels: Uint8Array, height: number, width: number, channels: 1 | 3): Promise<Buffer> {
  const image = sharp(pixels, { raw: { height, width, channels } });
  return image
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

/** Folders of random PNG images, `<part>/<class>/<n>.png`, each of its own content. */
export async function writePngs(
  folder: string,
  counts: Readonly<Record<string, number>>,
  { height = 6, width = 5, channels = 3 }: { height?: number; width?: number; channels?: 1 | 3 } = {},
): Promise<void> {
  let salt = 100;
  for (const [name, count] of Object.entries(counts)) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const pixels = noise(height * width * channels, salt++);
      write(folder, `${name}/${i}.png`, await png(pixels, height, width, channels));
    }
  }
}

/**
 * Opens a data set that is closed when the test is over. Batches are made in the test's thread unless it says
 * otherwise.
 */
export async function open(
  path: string,
  settings: Readonly<Record<string, unknown>> = {},
  options: OpenOptions = {},
): Promise<DataSet> {
  const set = await openDataSet(dataSettings.parse({ path, ...settings }), { workers: 0, ...options });
  onTestFinished(() => set.dispose());
  return set;
}

/** What a person reads where `attempt` is refused, one line a problem, with `folder` written as DIR. */
export async function refusal(attempt: () => unknown, folder = ''): Promise<string[]> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map((p) => `${p.code}: ${folder ? text(p).replaceAll(folder, 'DIR') : text(p)}`);
  }
  throw new Error('It was not refused');
}
