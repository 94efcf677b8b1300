import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { designInside } from '../../engine/onnx/design-inside.ts';
import { fileKind } from '../../engine/onnx/file-kind.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import type { OnnxModel } from '../../engine/onnx/wire/model.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const raw = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

const model: OnnxModel = {
  name: 'someone’s',
  nodes: [
    {
      type: 'Relu',
      domain: '',
      name: 'r',
      inputs: ['x'],
      outputs: ['y'],
      attributes: {},
    },
  ],
  initializers: [{ name: 'w', type: 'f32', dims: [500], bytes: new Uint8Array(2000) }],
  inputs: [{ name: 'x', type: 'f32', dims: [1, 3] }],
  outputs: [{ name: 'y', type: 'f32', dims: [1, 3] }],
  values: [],
  metadata: {},
};
const ours = encodeModel(model, '9.8');
const onnx = Uint8Array.from(
  Buffer.from(Buffer.from(ours).toString('latin1').replace('Layerloom', 'Some tool'), 'latin1'),
);

/** A field of Protocol Buffers whose length is one byte. */
const field = (number: number, content: string): string =>
  String.fromCharCode(...(number < 16 ? [number * 8 + 2] : [((number * 8 + 2) & 127) | 128, (number * 8 + 2) >> 7])) +
  String.fromCharCode(content.length) +
  content;

const said = (bytes: Uint8Array): string => {
  try {
    designInside(bytes, 'net.onnx');
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map((p) => message(p)).join('\n');
    throw error;
  }
  throw new Error('it was read');
};

describe('what a file is, whatever it is called', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 102146502\n';
  const safetensors = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d, 1, 2]);

  test.each<[string, Uint8Array, ReturnType<typeof fileKind>]>([
    ['an ONNX file', onnx, { is: 'onnx' }],
    ['an empty file', new Uint8Array(0), { is: 'empty' }],
    ['a pointer of Git LFS', bytesOf(pointer), { is: 'lfsPointer', bytes: 102_146_502 }],
    ['one with CRLF', bytesOf(pointer.replaceAll('\n', '\r\n')), { is: 'lfsPointer', bytes: 102_146_502 }],
    ['a web page', bytesOf('\n<!DOCTYPE html>\n<html lang="en">'), { is: 'webPage' }],
    ['a web page with a comment and no doctype', bytesOf('<!-- x -->\n<HTML><head>'), { is: 'webPage' }],
    ['JSON', bytesOf('\ufeff {"format": "layerloom"}'), { is: 'json' }],
    ['text', bytesOf('404: Not Found'), { is: 'text' }],
    ['text in other letters', bytesOf('网络'.repeat(3000)), { is: 'text' }],
    ['XML', bytesOf('<?xml version="1.0"?><net name="x">'), { is: 'other', format: 'XML' }],
    ['gzip', gzipSync('x'), { is: 'packed', format: 'gzip' }],
    ['ZIP', raw('PK\x03\x04....readme.txt'), { is: 'packed', format: 'ZIP' }],
    ['tar', raw(`${'x'.repeat(257)}ustar`), { is: 'packed', format: 'tar' }],
    ['PyTorch', raw('PK\x03\x04....archive/data.pkl'), { is: 'other', format: 'PyTorch .pt, .pth' }],
    ['old PyTorch', raw('\x80\x02\x8a\nl\xfc\x9cF'), { is: 'other', format: 'pickle (PyTorch .pth, .pt)' }],
    ['Keras', raw('PK\x03\x04...metadata.json..config.json'), { is: 'other', format: 'Keras .keras' }],
    ['NumPy archive', raw('PK\x03\x04....w.npy'), { is: 'other', format: 'NumPy .npz' }],
    ['HDF5', raw('\x89HDF\r\n\x1a\n....'), { is: 'other', format: 'HDF5 (Keras .h5)' }],
    ['TensorFlow Lite', raw('\x1c\0\0\0TFL3....'), { is: 'other', format: 'TensorFlow Lite' }],
    ['safetensors', safetensors, { is: 'other', format: 'safetensors' }],
    ['TensorFlow', raw(field(1, 'Placeholder')), { is: 'other', format: 'TensorFlow .pb' }],
    ['Core ML', raw(`\x08\x04${field(2, 'x')}${field(500, 'com.apple')}`), { is: 'other', format: 'Core ML .mlmodel' }],
    ['numbers', new Uint8Array(64), { is: 'unknown' }],
    ['a model without a graph', raw(`\x08\x08${field(2, 'someone')}`), { is: 'unknown' }],
  ])('%s', (_, bytes, kind) => {
    expect(fileKind(bytes)).toEqual(kind);
    expect(kind.is === 'onnx' ? '' : said(bytes)).toMatch(/^(net\.onnx|$)/);
  });

  test('an ONNX file that is cut off anywhere in its graph', () => {
    const wanted = onnx.length - 'xx'.length;
    for (const length of [60, 500, wanted - 100]) {
      const cut = fileKind(onnx.subarray(0, length));
      expect(cut).toMatchObject({ is: 'cutOff', bytes: length });
      expect((cut as { wanted: number }).wanted).toBeGreaterThan(2000);
      expect((cut as { wanted: number }).wanted).toBeLessThanOrEqual(onnx.length);
    }
  });
});

test('a pointer of Git LFS says how large the model is and how to get it', () => {
  const pointer = bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102146502\n');
  expect(said(pointer)).toContain('is a pointer of Git LFS, not the model (102,146,502 bytes): run `git lfs pull`');
});

describe('a model that Layerloom did not write', () => {
  test('says so first, by whom it was written, and for which operators', () => {
    expect(said(onnx)).toMatch(/^net\.onnx was not written by Layerloom but by Some tool 9\.8 \(ONNX opset 18\)/);
  });

  test('gets the same text whatever its nodes and tensors are', () => {
    // ConstantOfShape has a tensor among its attributes: field 5 of the attribute, type 4.
    const attribute = field(1, 'value') + field(5, '\x08\x01') + '\xa0\x01\x04';
    const node = field(2, 'out') + field(4, 'ConstantOfShape') + field(5, attribute);
    const foreign = raw(`\x08\x03${field(2, 'onnx-caffe2')}${field(7, field(1, node))}${field(8, '\x10\x09')}`);
    expect(said(foreign)).toMatch(/^net\.onnx was not written by Layerloom but by onnx-caffe2 \(ONNX opset 9\)/);
    const nameless = raw(`\x08\x03${field(7, field(2, 'g'))}`);
    expect(said(nameless)).toMatch(/^net\.onnx was not written by Layerloom, so that it has no design inside/);
  });

  test('one of ours whose design was taken out says that', () => {
    expect(said(ours)).toMatch(/^net\.onnx was written by Layerloom, but another program has taken its design out/);
  });

  test('and one that is damaged inside is called that', () => {
    const damaged = raw(`\x08\x03${field(7, '\x0f\xff')}`);
    expect(said(damaged)).toMatch(/^net\.onnx is an ONNX file that is damaged: /);
  });
});
