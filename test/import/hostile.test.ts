import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { Stream } from '../../engine/base/random.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { designText } from '../../engine/import/design-file.ts';

const folder = join(import.meta.dirname, '../fixtures/foreign');
const files = [
  'cntk-mnist-op8.onnx',
  'keras2onnx-conv-maxpool-tiny.onnx',
  'onnc-conv-gemm-tiny.onnx',
  'pytorch2.4-mnist-tiny.onnx',
  't1-inception-branches-op9.onnx',
  't1-mobile-hardswish-by-hand-op13.onnx',
  'tf2onnx-tinytaxinet-op8.onnx',
];
const EACH = Number(process.env['LAYERLOOM_MUTATIONS'] ?? 150);

/** A few bytes changed, most of them where the graph stands rather than its numbers. */
function mutated(bytes: Uint8Array, random: Stream): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const end = random.uniform() < 0.5 ? Math.min(2000, copy.length) : copy.length;
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(end);
    copy[at] = [random.below(256), copy[at]! + 1, copy[at]! ^ (1 << random.below(8)), 0][random.below(4)]!;
  }
  return random.uniform() < 0.1 ? copy.subarray(0, random.below(copy.length)) : copy;
}

/** What comes of the bytes; any other error than a person's passes through. */
function outcome(bytes: Uint8Array, file: string): 'design' | 'refused' | 'nothing' {
  try {
    return parseDocument(designText(bytes, file), file).document ? 'design' : 'nothing';
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.length > 0 ? 'refused' : 'nothing';
    throw error;
  }
}

describe.each(files)('%s', (file) => {
  test('with bytes changed is a design that can be read, or refused with a reason', () => {
    const bytes = readFileSync(join(folder, file));
    for (let seed = 0; seed < EACH; seed++) {
      const broken = mutated(bytes, new Stream(seed, bytes.length));
      expect(outcome(broken, file), `seed ${seed}`).not.toBe('nothing');
    }
  });
});
