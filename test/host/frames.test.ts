import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameReader } from '../../engine/host/frames.ts';

const message = fc.record({ head: fc.jsonValue(), body: fc.uint8Array({ maxLength: 40 }) });

test('frames that are cut anywhere come out whole, in order, and as soon as their last byte is there', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(200), { maxLength: 12 }), (messages, cuts) => {
      const frames = messages.map(({ head, body }) => encodeFrame(head, body));
      const stream = Buffer.concat(frames);
      const ends = frames.map((_, i) => frames.slice(0, i + 1).reduce((n, f) => n + f.length, 0));
      const reader = new FrameReader();
      const found = [];
      const places = [...new Set(cuts.map((c) => c % (stream.length + 1))), stream.length].sort((a, b) => a - b);
      let from = 0;
      for (const to of places) {
        found.push(...reader.push(stream.subarray(from, to)));
        from = to;
        expect(found).toHaveLength(ends.filter((end) => end <= to).length);
      }
      expect(found.map(({ head, body }) => ({ head, body: [...body] }))).toEqual(
        messages.map(({ head, body }) => ({ head: JSON.parse(JSON.stringify(head)), body: [...body] })),
      );
    }),
  );
});

test('byte by byte', () => {
  const reader = new FrameReader();
  const stream = encodeFrame({ type: 'call', name: 'köln' }, Uint8Array.of(1, 2, 3));
  const found = [...stream].flatMap((byte) => reader.push(Uint8Array.of(byte)));
  expect(found).toEqual([{ head: { type: 'call', name: 'köln' }, body: Uint8Array.of(1, 2, 3) }]);
});

describe('what is no frame', () => {
  test.each(['GET / HTTP/1.1\r\n', 'Warning: something', '{"type":"call"}'])('text: %s', (text) => {
    expect(() => new FrameReader().push(new TextEncoder().encode(text))).toThrow('the stream is not framed');
  });

  test('a head that is not JSON is a frame all the same, and the next one is read', () => {
    const broken = encodeFrame('abc').map((byte) => (byte === 0x22 ? 0x7b : byte));
    const found = new FrameReader().push(Buffer.concat([broken, encodeFrame({ next: 1 })]));
    expect(found.map((f) => f.head)).toEqual([undefined, { next: 1 }]);
  });
});
