import { Cursor, text } from './cursor.ts';

/** What a pickle holds, as far as data sets need it: bytes stand for Python's old strings too. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickledArray
  | readonly Pickled[]
  | ReadonlyMap<string, Pickled>;

/** An array of bytes. */
export class PickledArray {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;

  constructor(shape: readonly number[], bytes: Uint8Array) {
    this.shape = shape;
    this.bytes = bytes;
  }
}

/** The pickle uses what is not read here; `what` names it. Nothing of it is ever run. */
class UnreadPickle extends Error {}

const MARK = Symbol('mark');
/** An array before its state is known. */
class Blank {
  value: PickledArray | null = null;
}
/** The name of a class or function; only those that stand for arrays of bytes and for text mean anything. */
class Global {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
class DataType {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

type Item = Pickled | typeof MARK | Blank | Global | DataType | Item[] | Map<string, Item>;

/**
 * Reads what Python's `pickle` wrote of dictionaries, lists, numbers, strings and NumPy arrays of bytes: a small
 * machine with a stack, which knows no other classes and calls nothing. Opcodes: pickletools.py. Throws UnreadPickle,
 * RangeError where it is cut off.
 */
export function readPickle(bytes: Uint8Array): Pickled {
  return finished(new Machine(bytes).run(), new Map());
}

class Machine {
  readonly #from: Cursor;
  readonly #stack: Item[] = [];
  readonly #memo = new Map<number, Item>();

  constructor(bytes: Uint8Array) {
    this.#from = new Cursor(bytes);
  }

  run(): Item {
    while (true) {
      const code = String.fromCharCode(this.#from.uint(1));
      if (code === '.') return this.#pop();
      this.#step(code);
    }
  }

  #step(code: string): void {
    const stack = this.#stack;
    switch (code) {
      case '\x80':
        this.#from.skip(1);
        return;
      case '\x95':
        this.#from.skip(8);
        return;
      case '(':
        stack.push(MARK);
        return;
      case '0':
        this.#pop();
        return;
      case 'N':
        stack.push(null);
        return;
      case '\x88':
      case '\x89':
        stack.push(code === '\x88');
        return;
      case 'K':
        stack.push(this.#from.uint(1));
        return;
      case 'M':
        stack.push(this.#from.uint(2));
        return;
      case 'J':
        stack.push(this.#from.int32());
        return;
      case 'I':
      case 'L':
        stack.push(numberIn(this.#from.line()));
        return;
      case '\x8a':
        stack.push(this.#from.long(this.#from.uint(1)));
        return;
      case 'U':
      case 'C':
        stack.push(this.#from.take(this.#from.uint(1)));
        return;
      case 'T':
      case 'B':
        stack.push(this.#from.take(this.#from.uint(4)));
        return;
      case '\x8e':
        stack.push(this.#from.take(this.#from.uint64()));
        return;
      case '\x8c':
        stack.push(text(this.#from.take(this.#from.uint(1))));
        return;
      case 'X':
        stack.push(text(this.#from.take(this.#from.uint(4))));
        return;
      case ']':
      case ')':
        stack.push([]);
        return;
      case '}':
        stack.push(new Map());
        return;
      default:
        this.#build(code);
    }
  }

  /** Opcodes that make one thing of others. */
  #build(code: string): void {
    const stack = this.#stack;
    switch (code) {
      case 't':
      case 'l':
        stack.push(this.#marked());
        return;
      case 'd':
        stack.push(new Map());
        this.#setItems(this.#marked(1), stack.at(-1));
        return;
      case '\x85':
      case '\x86':
      case '\x87':
        stack.push(stack.splice(stack.length - (code.charCodeAt(0) - 0x84)));
        return;
      case 'a':
        this.#extend([this.#pop()]);
        return;
      case 'e':
        this.#extend(this.#marked());
        return;
      case 's':
        this.#setItems(stack.splice(stack.length - 2), stack.at(-1));
        return;
      case 'u':
        this.#setItems(this.#marked(), stack.at(-1));
        return;
      case 'q':
        this.#memo.set(this.#from.uint(1), stack.at(-1)!);
        return;
      case 'r':
        this.#memo.set(this.#from.uint(4), stack.at(-1)!);
        return;
      case '\x94':
        this.#memo.set(this.#memo.size, stack.at(-1)!);
        return;
      case 'h':
        stack.push(this.#recall(this.#from.uint(1)));
        return;
      case 'j':
        stack.push(this.#recall(this.#from.uint(4)));
        return;
      case 'c':
        stack.push(new Global(`${this.#from.line()}.${this.#from.line()}`));
        return;
      case '\x93': {
        const [module, name] = stack.splice(stack.length - 2);
        stack.push(new Global(`${keyOf(module ?? null)}.${keyOf(name ?? null)}`));
        return;
      }
      case 'R': {
        const args = this.#pop();
        stack.push(called(this.#pop(), args));
        return;
      }
      case 'b': {
        const state = this.#pop();
        setState(stack.at(-1), state);
        return;
      }
      default:
        throw new UnreadPickle(`opcode ${code.charCodeAt(0)}`);
    }
  }

  #pop(): Item {
    const item = this.#stack.pop();
    if (item === undefined) throw new RangeError('empty stack');
    return item;
  }

  /** What lies above the last mark, which goes too; `below`: so many items above the stack's end are left. */
  #marked(below = 0): Item[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new RangeError('no mark');
    const items = this.#stack.splice(mark, this.#stack.length - mark - below);
    return items.slice(1);
  }

  #extend(items: readonly Item[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new RangeError('no list');
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly Item[], map: Item | undefined): void {
    if (!(map instanceof Map)) throw new RangeError('no dictionary');
    for (let i = 0; i + 1 < items.length; i += 2) map.set(keyOf(items[i]!), items[i + 1]!);
  }

  #recall(index: number): Item {
    const item = this.#memo.get(index);
    if (item === undefined) throw new RangeError('nothing remembered');
    return item;
  }
}

/** NumPy makes an array of nothing and gives it its state afterwards; Python 3 writes old strings as encoded text. */
function called(target: Item, args: Item): Item {
  const name = target instanceof Global ? target.name : '';
  const [first] = Array.isArray(args) ? (args as readonly Item[]) : [];
  if (/^numpy\.(?:_?core)\.multiarray\._reconstruct$/.test(name)) return new Blank();
  if (name === 'numpy.dtype') return new DataType(keyOf(first ?? null));
  if (name === '_codecs.encode' && typeof first === 'string') return Buffer.from(first, 'latin1');
  throw new UnreadPickle(name);
}

/** Of an array: (version, shape, type, in Fortran's order, bytes). */
function setState(target: Item | undefined, state: Item): void {
  if (target instanceof DataType) return;
  const [, shape, type, fortran, data] = Array.isArray(state) ? (state as readonly Item[]) : [];
  const dims = Array.isArray(shape) ? (shape as readonly Item[]).map(Number) : [];
  if (!(target instanceof Blank && type instanceof DataType && data instanceof Uint8Array))
    throw new UnreadPickle('object');
  if (!/^[|]?u1$/.test(type.code) || fortran !== false) throw new UnreadPickle(`array of ${type.code}`);
  target.value = new PickledArray(dims, data);
}

/** The first protocols write truth as a number of two digits. */
function numberIn(line: string): Item {
  return line === '00' || line === '01' ? line === '01' : Number.parseInt(line, 10);
}

/** A name or a number as text; Python 2 wrote texts as bytes. */
function keyOf(item: Item): string {
  if (item instanceof Uint8Array) return text(item);
  if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item);
  throw new RangeError('no name');
}

/** `done`: a thing that is referred to often is finished once. */
function finished(item: Item, done: Map<Item, Pickled>): Pickled {
  const before = done.get(item);
  if (before !== undefined) return before;
  const result = finish(item, (inner) => finished(inner, done));
  done.set(item, result);
  return result;
}

function finish(item: Item, inside: (item: Item) => Pickled): Pickled {
  if (item instanceof Blank) {
    if (!item.value) throw new UnreadPickle('array without content');
    return item.value;
  }
  if (item === MARK || item instanceof Global || item instanceof DataType) throw new UnreadPickle('class');
  if (item instanceof Map) return new Map([...item].map(([key, value]) => [key, inside(value)]));
  if (Array.isArray(item)) return item.map(inside);
  return item;
}
