import type { Rect } from './route.ts';

/**
 * The free way between two boxes that stand side by side: along y where `vertical`, at x = `at`, else along x at y =
 * `at`.
 */
export interface Distance {
  readonly vertical: boolean;
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Another gap of the row or column is as large. */
  readonly equal: boolean;
}

/** Rows are treated as columns of the drawing mirrored at its diagonal. */
export const mirrored = ({ x, y, width, height }: Rect): Rect => ({ x: y, y: x, width: height, height: width });

const bottom = ({ y, height }: Rect): number => y + height;

const sharesColumn = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width;

const isAbove = (a: Rect, b: Rect): boolean => a.y + a.height / 2 < b.y + b.height / 2;

/** The nearest box above in the same column. */
function above(box: Rect, others: readonly Rect[]): Rect | undefined {
  const there = others.filter((other) => other !== box && sharesColumn(other, box) && isAbove(other, box));
  return there.reduce<Rect | undefined>(
    (best, other) => (best && bottom(best) >= bottom(other) ? best : other),
    undefined,
  );
}

function below(box: Rect, others: readonly Rect[]): Rect | undefined {
  const there = others.filter((other) => other !== box && sharesColumn(other, box) && isAbove(box, other));
  return there.reduce<Rect | undefined>((best, other) => (best && best.y <= other.y ? best : other), undefined);
}

/**
 * How far to move a box down so that its gaps are equal: halfway between its neighbours, or as far from one as that is
 * from the next. Null where that is further than `reach`.
 */
export function evenShift(box: Rect, others: readonly Rect[], reach: number): number | null {
  const [over, under] = [above(box, others), below(box, others)];
  const [overNext, underNext] = [over && above(over, others), under && below(under, others)];
  const tops = [
    over && under && under.y - bottom(over) >= box.height ? (bottom(over) + under.y - box.height) / 2 : null,
    over && overNext && over.y > bottom(overNext) ? bottom(over) + over.y - bottom(overNext) : null,
    under && underNext && underNext.y > bottom(under) ? under.y - (underNext.y - bottom(under)) - box.height : null,
  ];
  const shifts = tops.flatMap((top) => (top === null ? [] : [top - box.y]));
  const least = shifts.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
  return least !== undefined && Math.abs(least) <= reach ? least : null;
}

/** The gaps to the nearest neighbour on each side, up to `most`, and the neighbours' own gaps that are as large. */
export function distancesOf(box: Rect, others: readonly Rect[], most: number): readonly Distance[] {
  return [
    ...columnDistances(true, box, others, most),
    ...columnDistances(false, mirrored(box), others.map(mirrored), most),
  ];
}

type Gap = Pick<Distance, 'at' | 'from' | 'to'>;

function columnDistances(vertical: boolean, box: Rect, others: readonly Rect[], most: number): readonly Distance[] {
  const [over, under] = [above(box, others), below(box, others)];
  const own = [gapBetween(over, box), gapBetween(box, under)].filter((gap) => gap !== null);
  const theirs = [
    gapBetween(over && above(over, others), over),
    gapBetween(under, under && below(under, others)),
  ].filter((gap) => gap !== null);
  const shown = own.filter((gap) => lengthOf(gap) <= most);
  const same = (a: Gap, b: Gap): boolean => a !== b && Math.abs(lengthOf(a) - lengthOf(b)) < 1;
  const distance = ({ at, from, to }: Gap, equal: boolean): Distance => ({ vertical, at, from, to, equal });
  return [
    ...shown.map((gap) =>
      distance(
        gap,
        [...own, ...theirs].some((other) => same(gap, other)),
      ),
    ),
    ...theirs.filter((gap) => shown.some((other) => same(gap, other))).map((gap) => distance(gap, true)),
  ];
}

const lengthOf = ({ from, to }: Gap): number => to - from;

/**
 * Where one box ends to where the next begins, in the middle of the part of the column that they share; null where they
 * touch.
 */
function gapBetween(over: Rect | undefined, under: Rect | undefined): Gap | null {
  if (!over || !under || under.y - bottom(over) < 1) return null;
  const left = Math.max(over.x, under.x);
  const right = Math.min(over.x + over.width, under.x + under.width);
  return { at: (left + right) / 2, from: bottom(over), to: under.y };
}
