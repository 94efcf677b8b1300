/** Names looked at for a suggestion: enough for any real design, and a bound for broken ones. */
const MOST_NAMES = 200;

/**
 * The name that a mistyped one probably means: the nearest by edit distance (insert, delete, replace, swap of
 * neighbours), at most `most` letters wrong, a third of them by default, letter case aside. Null where none is near
 * enough. The first of equally near ones wins.
 */
export function nearest(
  name: string,
  names: Iterable<string>,
  most = Math.max(1, Math.floor(name.length / 3)),
): string | null {
  if (name.length > 64) return null;
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = most + 1;
  let looked = 0;
  for (const candidate of names) {
    if (++looked > MOST_NAMES) break;
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Optimal string alignment distance, three rows at a time, of what is between the letters that both begin and end with;
 * `enough` or more where it is that.
 */
function editDistance(whole: string, other: string, enough: number): number {
  const shorter = Math.min(whole.length, other.length);
  let before = 0;
  while (before < shorter && whole[before] === other[before]) before += 1;
  let after = 0;
  while (after < shorter - before && whole.at(-1 - after) === other.at(-1 - after)) after += 1;
  const a = whole.slice(before, whole.length - after);
  const b = other.slice(before, other.length - after);
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(back[j]! + 1, row[j - 1]! + 1, back[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, twoBack[j - 2]! + 1);
      row.push(d);
    }
    twoBack = back;
    back = row;
    // The next row but one may take two steps from the row before this one.
    if (Math.min(...row, ...twoBack) >= enough) return enough;
  }
  return back[b.length]!;
}
