import { constants, inflateRawSync } from 'node:zlib';
import { ProblemError, problem } from '../../base/diagnostics.ts';

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_PLACE = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const LONGEST_COMMENT = 65_535;
const LARGEST_SHORT = 2 ** 32 - 1;
/** So many packed bytes become some megabytes at most. */
const HEAD = 4096;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
}

/**
 * A file in an archive, which is unpacked when it is asked for. Both throw ProblemError where it is damaged or cut off.
 */
export interface Member {
  /** Its first bytes: some thousands, where there are as many. */
  readonly head: () => Uint8Array;
  /** All of it, if it is of the size that its head says. */
  readonly content: (size: number) => Uint8Array;
}

/**
 * The files in a ZIP archive in memory, by name. PKWARE, APPNOTE.TXT. Throws ProblemError where it is damaged or cut
 * off.
 */
export function unzip(bytes: Uint8Array, path: string): Map<string, Member> {
  const whole = <T>(read: () => T): T => {
    try {
      return read();
    } catch {
      throw new ProblemError([problem('data.zipDamaged', path, { path })]);
    }
  };
  const member = (entry: Entry): Member => ({
    head: () => whole(() => headOf(bytes, entry)),
    content: (size) => whole(() => contentOf(bytes, entry, size)),
  });
  return new Map(whole(() => entriesOf(bytes)).map((entry) => [entry.name, member(entry)]));
}

function entriesOf(bytes: Uint8Array): Entry[] {
  const view = viewOf(bytes);
  let end = bytes.length - 22;
  const lowest = Math.max(0, end - LONGEST_COMMENT);
  while (end >= lowest && view.getUint32(end, true) !== END) end--;
  if (end < lowest) throw new Error('no end of the directory');
  let [count, at] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  if (end >= 20 && view.getUint32(end - 20, true) === END_64_PLACE) {
    const far = long(view, end - 12);
    if (view.getUint32(far, true) !== END_64) throw new Error('no end of the long directory');
    [count, at] = [long(view, far + 32), long(view, far + 48)];
  }
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error('no entry');
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [
      number,
      number,
      number,
    ];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const sizes = {
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    };
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      ...longSizes(view, at + 46 + nameLength, extra, sizes),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

type Sizes = Pick<Entry, 'size' | 'packed' | 'offset'>;

/**
 * Sizes that take more than 32 bits stand in the extra field 1, in this order, where their short ones are full of ones.
 */
function longSizes(view: DataView, start: number, length: number, short: Sizes): Sizes {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let place = at + 4;
    const either = (value: number): number => {
      if (value !== LARGEST_SHORT) return value;
      place += 8;
      return long(view, place - 8);
    };
    return { size: either(short.size), packed: either(short.packed), offset: either(short.offset) };
  }
  return short;
}

function bodyOf(bytes: Uint8Array, { method, packed, offset }: Entry): Uint8Array {
  const view = viewOf(bytes);
  if (view.getUint32(offset, true) !== LOCAL) throw new Error('no local header');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const body = bytes.subarray(start, start + packed);
  if (body.length < packed) throw new Error('cut off');
  if (method !== STORED && method !== DEFLATED) throw new Error('another method');
  return body;
}

function headOf(bytes: Uint8Array, entry: Entry): Uint8Array {
  const head = bodyOf(bytes, entry).subarray(0, HEAD);
  return entry.method === STORED ? head : inflateRawSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
}

function contentOf(bytes: Uint8Array, entry: Entry, size: number): Uint8Array {
  const body = bodyOf(bytes, entry);
  if (entry.size !== size) throw new Error('another size');
  const content = entry.method === STORED ? body : inflateRawSync(body, { maxOutputLength: Math.max(1, size) });
  if (content.length !== size) throw new Error('another size');
  return content;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));
