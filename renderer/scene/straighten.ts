/** A box or a lane in its row: `above` and `below` are the slots it is connected to. */
export interface Standing {
  /** Index of the box; −1 for the lane of a long edge. */
  readonly box: number;
  readonly width: number;
  readonly above: readonly { readonly slot: number; readonly weight: number }[];
  readonly below: readonly { readonly slot: number; readonly weight: number }[];
  centre: number;
}

interface Chain {
  readonly slots: readonly number[];
  /** Chains that stand at least so far to the left or right, in some row. */
  readonly left: { readonly chain: number; readonly apart: number }[];
  readonly right: { readonly chain: number; readonly apart: number }[];
  centre: number;
}

const SWEEPS = 8;

/**
 * Puts what follows one from another, and from nothing else, on one line: a trunk, each branch of an Inception module,
 * the lane of a skip. Chains go as little as they must from where they stand; then each, in turn, to the middle of what
 * it is connected to, as far as those beside it let it. Left as it is where two chains cross.
 */
export function straighten(slots: readonly Standing[], rows: readonly (readonly number[])[], gap: number): void {
  const chainOf = new Int32Array(slots.length);
  const chains = chainsOf(slots, chainOf);
  for (const row of rows)
    for (let i = 1; i < row.length; i++) {
      const [a, b] = [row[i - 1]!, row[i]!];
      const apart = (slots[a]!.width + slots[b]!.width) / 2 + gap;
      chains[chainOf[a]!]!.right.push({ chain: chainOf[b]!, apart });
      chains[chainOf[b]!]!.left.push({ chain: chainOf[a]!, apart });
    }
  const order = leftToRight(chains);
  if (!order) return;

  // The farthest left that each can stand without going left, and the other way round: what lies halfway between two
  // drawings without overlaps has none either.
  const wanted = chains.map(({ centre }) => centre);
  const [rightwards, leftwards] = [wanted.slice(), wanted.slice()];
  for (const at of order)
    for (const { chain, apart } of chains[at]!.left)
      rightwards[at] = Math.max(rightwards[at]!, rightwards[chain]! + apart);
  for (const at of order.toReversed())
    for (const { chain, apart } of chains[at]!.right)
      leftwards[at] = Math.min(leftwards[at]!, leftwards[chain]! - apart);
  for (const [i, chain] of chains.entries()) chain.centre = (rightwards[i]! + leftwards[i]!) / 2;

  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const at of sweep % 2 === 0 ? order : order.toReversed()) {
      const chain = chains[at]!;
      let [sum, weight] = [0, 0];
      for (const slot of chain.slots)
        for (const near of [...slots[slot]!.above, ...slots[slot]!.below]) {
          if (chainOf[near.slot] === at) continue;
          sum += near.weight * chains[chainOf[near.slot]!]!.centre;
          weight += near.weight;
        }
      if (weight === 0) continue;
      const least = chain.left.reduce(
        (most, { chain: i, apart }) => Math.max(most, chains[i]!.centre + apart),
        -Infinity,
      );
      const most = chain.right.reduce((few, { chain: i, apart }) => Math.min(few, chains[i]!.centre - apart), Infinity);
      chain.centre = Math.min(Math.max(sum / weight, least), Math.max(least, most));
    }
  for (const { slots: own, centre } of chains) for (const slot of own) slots[slot]!.centre = centre;
}

/** Skips pull at nothing. */
const isFirm = ({ weight }: { readonly weight: number }): boolean => weight >= 1;

function chainsOf(slots: readonly Standing[], chainOf: Int32Array): readonly Chain[] {
  const isLane = slots.map(({ box }) => box < 0);
  const next = (at: number): number | undefined => {
    const { below } = slots[at]!;
    // A lane goes on into the next; whatever it weighs.
    const [lane] = below;
    if (isLane[at] && isLane[lane!.slot]) return lane!.slot;
    const firm = below.filter(isFirm);
    const to = firm[0]?.slot;
    return firm.length === 1 && slots[to!]!.above.filter(isFirm).length === 1 ? to : undefined;
  };
  const follows = new Uint8Array(slots.length);
  for (const at of slots.keys()) {
    const to = next(at);
    if (to !== undefined) follows[to] = 1;
  }
  const chains: Chain[] = [];
  for (const first of slots.keys()) {
    if (follows[first]) continue;
    const own: number[] = [];
    for (let at: number | undefined = first; at !== undefined; at = next(at)) {
      own.push(at);
      chainOf[at] = chains.length;
    }
    const centre = own.reduce((sum, at) => sum + slots[at]!.centre, 0) / own.length;
    chains.push({ slots: own, left: [], right: [], centre });
  }
  return chains;
}

/** Each chain after those to its left; null where there is no such order. */
function leftToRight(chains: readonly Chain[]): readonly number[] | null {
  const waiting = chains.map(({ left }) => left.length);
  const order = [...chains.keys()].filter((i) => waiting[i] === 0);
  for (let at = 0; at < order.length; at++)
    for (const { chain } of chains[order[at]!]!.right) if (--waiting[chain]! === 0) order.push(chain);
  return order.length === chains.length ? order : null;
}
