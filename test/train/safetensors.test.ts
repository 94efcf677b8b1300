import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../engine/train/safetensors.ts';

const tensor: fc.Arbitrary<StoredTensor> = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((dims) => {
  const size = dims.reduce((n, d) => n * d, 1);
  return fc
    .array(fc.float({ noNaN: true }), { minLength: size, maxLength: size })
    .map((data) => ({ dims, data: Float32Array.from(data) }));
});
const names = fc
  .string({ minLength: 1 })
  .filter((name) => name !== '__metadata__' && name !== '__proto__' && !/^\d+$/.test(name));

describe('safetensors', () => {
  it('gives back what was written, in the same order and the same bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, tensor)), fc.string(), (entries, note) => {
        const file = { tensors: new Map(entries), metadata: { note } };
        const bytes = encodeSafetensors(file);
        const read = decodeSafetensors(bytes, 'x');
        expect(read.metadata).toEqual(file.metadata);
        expect([...read.tensors]).toEqual([...file.tensors]);
        expect(encodeSafetensors(read)).toEqual(bytes);
      }),
      { seed: 1 },
    );
  });

  it('is the published layout: length, JSON with offsets from the end of the header, data', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['w', { dims: [2], data: Float32Array.of(1, 2) }]]),
      metadata: {},
    });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: {},
      w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([1, 2]);
  });

  it('reads Node buffers, which share memory with others', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['w', { dims: [2], data: Float32Array.of(1, 2) }]]),
      metadata: {},
    });
    expect(decodeSafetensors(Buffer.from(bytes), 'x').tensors.get('w')!.data).toEqual(Float32Array.of(1, 2));
  });

  it.each([
    ['share bytes', [0, 8], [4, 12], 12],
    ['are the same bytes', [0, 8], [0, 8], 8],
    ['leave some between them', [0, 8], [12, 20], 20],
    ['leave some behind them', [0, 8], [8, 16], 20],
  ])('refuses tensors that %s', (_, a, b, size) => {
    const tensor = (offsets: readonly number[]) => ({ dtype: 'F32', shape: [2], data_offsets: offsets });
    const header = Buffer.from(JSON.stringify({ a: tensor(a), b: tensor(b) }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const file = Buffer.concat([length, header, Buffer.alloc(size)]);
    expect(() => decodeSafetensors(file, 'x')).toThrow('checkpoint.broken');
  });

  it('refuses every cut and any damaged header with a problem, never otherwise', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['w', { dims: [3], data: Float32Array.of(1, 2, 3) }]]),
      metadata: {},
    });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'cut'), `${length} bytes`).toThrow(ProblemError);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        let thrown: unknown = null;
        try {
          decodeSafetensors(garbage, 'garbage');
        } catch (error) {
          thrown = error;
        }
        expect(thrown === null || thrown instanceof ProblemError).toBe(true);
      }),
      { seed: 2 },
    );
  });
});
