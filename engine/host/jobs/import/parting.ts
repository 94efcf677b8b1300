import type { Computed } from '../../../import/lift/fact.ts';
import { dimsOf } from '../../../import/lift/lift.ts';
import type { Fed } from './proof.ts';
import type { ImportedFile } from './read.ts';
import { differenceOf, inFileOrder, largestOf, pixelsOf, runDesign, runFile } from './runs.ts';

/** A tensor of the file, and the node of the design that should compute it. */
export interface Parting {
  readonly tensor: string;
  readonly node: string;
  readonly difference: number;
  readonly largest: number;
}

/** Numbers that are looked at in one run, so that a large network's tensors are not all held at once. */
const NUMBERS_AT_ONCE = 1 << 24;

/**
 * The first tensor, in the order of the file, that differs by more than `tolerance` of its largest number; null where
 * only what no node stands for does.
 */
export async function firstDifference(file: ImportedFile, fed: Fed, tolerance: number): Promise<Parting | null> {
  const pixels = pixelsOf(file, fed.numbers, fed.count);
  for (const part of parts(tensorsOf(file), fed.count)) {
    const [theirs, ours] = await Promise.all([
      runFile(
        file,
        fed.numbers,
        part.map(({ tensor }) => tensor),
      ),
      runDesign(file, pixels, [...new Set(part.map(({ node }) => node))]),
    ]);
    for (const { tensor, node, fact } of part) {
      const wanted = theirs.get(tensor)!.data;
      const difference = differenceOf(wanted, inFileOrder(ours.get(node)!, fact, fed.count));
      const largest = largestOf(wanted);
      if (!(difference <= tolerance * largest)) return { tensor, node, difference, largest };
    }
  }
  return null;
}

interface Pair {
  readonly tensor: string;
  readonly node: string;
  readonly fact: Computed;
}

/** All that a node of the design computes as it is: neither reordered nor with zeros around it. */
function tensorsOf({ lifted, imported }: ImportedFile): readonly Pair[] {
  return [...lifted.tensors].flatMap(([tensor, fact]) => {
    const node = imported.names.get(fact.layer);
    return node === undefined || fact.order || fact.pads || tensor === lifted.input.name
      ? []
      : [{ tensor, node, fact }];
  });
}

function* parts(pairs: readonly Pair[], count: number): Iterable<readonly Pair[]> {
  let part: Pair[] = [];
  let numbers = 0;
  for (const pair of pairs) {
    part.push(pair);
    numbers += dimsOf(pair.fact, count).reduce((n, d) => n * d, 1);
    if (numbers < NUMBERS_AT_ONCE) continue;
    yield part;
    part = [];
    numbers = 0;
  }
  if (part.length > 0) yield part;
}
