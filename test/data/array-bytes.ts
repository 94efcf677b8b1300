import { deflateRawSync } from 'node:zlib';
import { le } from './image-bytes.ts';

/** A NumPy array file. */
export function npy(descr: string, shape: readonly number[], body: Uint8Array, fortran = 'False'): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${tuple}), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ');
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    le(2, header.length + 1),
    Buffer.from(`${header}\n`),
    body,
  ]);
}

/** An archive of arrays, deflated where `packed`. */
export function npz(arrays: Readonly<Record<string, Buffer>>, packed = true): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(arrays)) {
    const file = Buffer.from(`${name}.npy`);
    const body = packed ? deflateRawSync(content) : content;
    const facts = [le(2, 20, 0, packed ? 8 : 0, 0, 0), le(4, 0, body.length, content.length), le(2, file.length, 0)];
    local.push(Buffer.from('PK\x03\x04'), ...facts, file, body);
    directory.push(Buffer.from('PK\x01\x02'), le(2, 20), ...facts, le(2, 0, 0, 0), le(4, 0, offset), file);
    offset += 30 + file.length + body.length;
  }
  const [first, second] = [Buffer.concat(local), Buffer.concat(directory)];
  const count = Object.keys(arrays).length;
  return Buffer.concat([
    first,
    second,
    Buffer.from('PK\x05\x06'),
    le(2, 0, 0, count, count),
    le(4, second.length, first.length),
    le(2, 0),
  ]);
}
