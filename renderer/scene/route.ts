/** A rectangle; also a card that wires have to go around. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];
/** Control point, control point, end. */
export type Curve = readonly [x1: number, y1: number, x2: number, y2: number, x: number, y: number];

/** A wire's path, and where a label beside it stands. */
export interface Route {
  readonly start: Point;
  readonly curves: readonly Curve[];
  readonly label: Point;
}

export interface RouteOptions {
  /** Keep clear of the straight way, around the side: a skip. */
  readonly around: boolean;
  /** Cards that are neither end. */
  readonly obstacles: readonly Rect[];
}

const CLEARANCE = 5;
const LANE_GAP = 22;
const SKIP_GAP = 30;
const SAMPLES = 14;

/**
 * A smooth wire from the lower edge of one card to the upper edge of another, past the cards between; top-down frame.
 */
export function route(from: Point, to: Point, { around, obstacles }: RouteOptions): Route {
  const [sx, sy] = from;
  const [tx, ty] = to;
  if (ty <= sy + 4) return backward(from, to, obstacles);
  const between = obstacles.filter((o) => o.y < ty - 2 && o.y + o.height > sy + 2);
  const direct = straight(from, to);
  if (!around && !between.some((o) => hits(direct, o))) return direct;
  const gap = around ? SKIP_GAP : LANE_GAP;
  const near = between.filter((o) => around || overlaps(o, Math.min(sx, tx) - 400, Math.max(sx, tx) + 400));
  const candidates = near
    .flatMap((o) => [o.x - gap, o.x + o.width + gap])
    .concat(around && near.length === 0 ? [Math.max(sx, tx) + 90] : [sx, tx]);
  const free = candidates.filter(
    (x) =>
      !between.some((o) => x > o.x - gap + 1 && x < o.x + o.width + gap - 1) &&
      (!around || Math.abs(x - sx) > 12 || Math.abs(x - tx) > 12),
  );
  // Of equally short ways the one that leaves straight.
  const detour = (x: number): number => Math.abs(x - sx) * 1.05 + Math.abs(x - tx) + (x < Math.min(sx, tx) ? 1 : 0);
  const lane = free.reduce<number | null>((best, x) => (best === null || detour(x) < detour(best) ? x : best), null);
  return lane === null ? direct : throughLane(from, to, lane, between);
}

function straight([sx, sy]: Point, [tx, ty]: Point): Route {
  const bend = Math.min(Math.max((ty - sy) / 2, 10), 80);
  // Where the wire runs across, a label in the middle would lie on it: it stands beside the end.
  const across = Math.abs(tx - sx) > 30;
  return {
    start: [sx, sy],
    curves: [[sx, sy + bend, tx, ty - bend, tx, ty]],
    label: across ? [tx, ty - 9] : [(sx + tx) / 2, (sy + ty) / 2],
  };
}

/** Out to the lane, along it past the cards, and in again. */
function throughLane([sx, sy]: Point, [tx, ty]: Point, lane: number, between: readonly Rect[]): Route {
  const height = ty - sy;
  const first = between.reduce((least, o) => Math.min(least, o.y), ty);
  const last = between.reduce((most, o) => Math.max(most, o.y + o.height), sy);
  const begin = clamp(first + 8, sy + Math.min(30, height / 3), sy + height / 2);
  const end = clamp(last - 8, ty - height / 2, ty - Math.min(30, height / 3));
  const bendIn = begin - sy;
  const bendOut = ty - end;
  return {
    start: [sx, sy],
    curves: [
      [sx, sy + bendIn * 0.62, lane, begin - bendIn * 0.72, lane, begin],
      [lane, begin + (end - begin) / 3, lane, end - (end - begin) / 3, lane, end],
      [lane, end + bendOut * 0.72, tx, ty - bendOut * 0.62, tx, ty],
    ],
    label: [lane, (begin + end) / 2],
  };
}

/** To a card that does not lie below: down, through the gap between both, up, and in from above. */
function backward([sx, sy]: Point, [tx, ty]: Point, obstacles: readonly Rect[]): Route {
  const drop = 26;
  const crossed = obstacles.filter((o) => o.y < sy + drop && o.y + o.height > ty - drop);
  const apart = Math.abs(tx - sx) > 200;
  const middle = (sx + tx) / 2;
  const blocked = crossed.some((o) => middle > o.x - 6 && middle < o.x + o.width + 6);
  const lane =
    apart && !blocked
      ? middle
      : Math.max(sx, tx, ...crossed.map((o) => o.x + o.width).filter((x) => x < Math.max(sx, tx) + 300)) + 36;
  const side = (x: number): number => (lane > x ? 1 : -1) * Math.min(28, Math.abs(lane - x) / 2);
  return {
    start: [sx, sy],
    curves: [
      [sx, sy + drop, sx + side(sx), sy + drop, (sx + lane) / 2, sy + drop],
      [lane - side(sx), sy + drop, lane, sy + drop, lane, sy],
      [lane, sy + (ty - sy) / 3, lane, ty - (ty - sy) / 3, lane, ty],
      [lane, ty - drop, lane - side(tx), ty - drop, (lane + tx) / 2, ty - drop],
      [tx + side(tx), ty - drop, tx, ty - drop, tx, ty],
    ],
    label: [lane, (sy + ty) / 2],
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function overlaps({ x, width }: Rect, left: number, right: number): boolean {
  return x < right && x + width > left;
}

/** Whether the route touches the rectangle, by sampling. */
export function hits({ start, curves }: Route, rect: Rect, margin = CLEARANCE): boolean {
  let [x0, y0] = start;
  for (const [x1, y1, x2, y2, x3, y3] of curves) {
    for (let i = 0; i <= SAMPLES; i++) {
      const t = i / SAMPLES;
      const x = cubic(x0, x1, x2, x3, t);
      const y = cubic(y0, y1, y2, y3, t);
      if (
        x > rect.x - margin &&
        x < rect.x + rect.width + margin &&
        y > rect.y - margin &&
        y < rect.y + rect.height + margin
      )
        return true;
    }
    [x0, y0] = [x3, y3];
  }
  return false;
}

function cubic(a: number, b: number, c: number, d: number, t: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

/** Distance of a point from the route, by sampling. */
export function distanceTo({ start, curves }: Route, [px, py]: Point): number {
  let [x0, y0] = start;
  let least = Number.POSITIVE_INFINITY;
  for (const [x1, y1, x2, y2, x3, y3] of curves) {
    let [ax, ay] = [x0, y0];
    for (let i = 1; i <= SAMPLES; i++) {
      const bx = cubic(x0, x1, x2, x3, i / SAMPLES);
      const by = cubic(y0, y1, y2, y3, i / SAMPLES);
      least = Math.min(least, fromSegment(px, py, ax, ay, bx, by));
      [ax, ay] = [bx, by];
    }
    [x0, y0] = [x3, y3];
  }
  return least;
}

function fromSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : clamp(((px - ax) * dx + (py - ay) * dy) / length, 0, 1);
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

/** As SVG path data; `flip` swaps the axes for left-right drawings. */
export function pathData({ start, curves }: Route, flip: boolean, dx = 0, dy = 0): string {
  const at = (x: number, y: number): string =>
    flip ? `${round(y + dx)} ${round(x + dy)}` : `${round(x + dx)} ${round(y + dy)}`;
  return `M${at(...start)}${curves.map(([a, b, c, d, e, f]) => `C${at(a, b)} ${at(c, d)} ${at(e, f)}`).join('')}`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
