/**
 * out[at + i · stride + j] += Σ a[aAt + i · inner + k] · b[j · inner + k] for i < rows, j < columns, k < inner: each
 * row of a against each of b. Rows of a are taken two at a time and those of b four, with the eight sums in registers:
 * the plain loop's numbers, several times as fast.
 */
export function addRowProducts(
  { data: a, at: aAt, rows }: { readonly data: Float64Array; readonly at: number; readonly rows: number },
  { data: b, rows: columns }: { readonly data: Float64Array; readonly rows: number },
  inner: number,
  out: { readonly data: Float64Array; readonly at: number; readonly stride: number },
): void {
  const pairs = rows - (rows % 2);
  const fours = columns - (columns % 4);
  for (let i = 0; i < pairs; i += 2)
    for (let j = 0; j < fours; j += 4)
      addTile(a, aAt + i * inner, b, j * inner, inner, out.data, out.at + i * out.stride + j, out.stride);
  for (let i = 0; i < rows; i++)
    for (let j = i < pairs ? fours : 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[aAt + i * inner + k]! * b[j * inner + k]!;
      out.data[out.at + i * out.stride + j]! += sum;
    }
}

/** Two rows from a0 on against four from b0 on. */
function addTile(
  a: Float64Array,
  a0: number,
  b: Float64Array,
  b0: number,
  inner: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  const a1 = a0 + inner;
  const b1 = b0 + inner;
  const b2 = b1 + inner;
  const b3 = b2 + inner;
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < inner; k++) {
    const x0 = a[a0 + k]!;
    const x1 = a[a1 + k]!;
    const y0 = b[b0 + k]!;
    const y1 = b[b1 + k]!;
    const y2 = b[b2 + k]!;
    const y3 = b[b3 + k]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  out[at]! += s00;
  out[at + 1]! += s01;
  out[at + 2]! += s02;
  out[at + 3]! += s03;
  out[at + stride]! += s10;
  out[at + stride + 1]! += s11;
  out[at + stride + 2]! += s12;
  out[at + stride + 3]! += s13;
}
