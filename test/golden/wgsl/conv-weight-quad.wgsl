// conv2dWeightGradient/quad/8x1x5/split 14: conv2dWeightGradient, 3×3 same; 1 × 3 × 14 workgroups

enable subgroups;
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32>;

@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) block: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let lane = invocation & 3u;
  let ky = block.y % 3u;
  let f0 = block.y / 3u % 1u * 8u;
  let group = block.y / 3u;
  let own = block.x * 4u + thread;
  let c = min(own, 2u);
  let from0 = (group * 5u + min(f0 + lane, 4u)) * 35u;
  let from1 = (group * 5u + min(f0 + 4u + lane, 4u)) * 35u;
  var sum0_0_0 = 0.0;
  var sum0_0_1 = 0.0;
  var sum0_0_2 = 0.0;
  var sum1_0_0 = 0.0;
  var sum1_0_1 = 0.0;
  var sum1_0_2 = 0.0;
  var sum2_0_0 = 0.0;
  var sum2_0_1 = 0.0;
  var sum2_0_2 = 0.0;
  var sum3_0_0 = 0.0;
  var sum3_0_1 = 0.0;
  var sum3_0_2 = 0.0;
  var sum4_0_0 = 0.0;
  var sum4_0_1 = 0.0;
  var sum4_0_2 = 0.0;
  var sum5_0_0 = 0.0;
  var sum5_0_1 = 0.0;
  var sum5_0_2 = 0.0;
  var sum6_0_0 = 0.0;
  var sum6_0_1 = 0.0;
  var sum6_0_2 = 0.0;
  var sum7_0_0 = 0.0;
  var sum7_0_1 = 0.0;
  var sum7_0_2 = 0.0;
  let begin = block.z;
  let end = min(begin + 1u, 14u);
  // counted on: a division a line would cost as much as the line
  var n = begin / 7u;
  var position = begin % 7u - 1u;
  for (var line = begin; line < end; line++) {
    position++;
    if (position == 7u) { position = 0u; n++; }
    let row = i32(position + ky) - 1;
    if (row < 0 || row >= 7) { continue; }
    let above = n * 175u + position * 5u;
    let channel0 = ((n * 3u + group * 3u + (c)) * 7u + u32(row)) * 5u;
    for (var first = 0u; first < 5u; first += 5u) {
      let column = i32(first);
      let d0_0_0 = dy[from0 + above + (first)];
      let d0_0_1 = quadSwapX(d0_0_0);
      let d0_0_2 = quadSwapY(d0_0_0);
      let d0_0_3 = quadSwapDiagonal(d0_0_0);
      let d0_1_0 = dy[from1 + above + (first)];
      let d0_1_1 = quadSwapX(d0_1_0);
      let d0_1_2 = quadSwapY(d0_1_0);
      let d0_1_3 = quadSwapDiagonal(d0_1_0);
      let d1_0_0 = dy[from0 + above + (first + 1u)];
      let d1_0_1 = quadSwapX(d1_0_0);
      let d1_0_2 = quadSwapY(d1_0_0);
      let d1_0_3 = quadSwapDiagonal(d1_0_0);
      let d1_1_0 = dy[from1 + above + (first + 1u)];
      let d1_1_1 = quadSwapX(d1_1_0);
      let d1_1_2 = quadSwapY(d1_1_0);
      let d1_1_3 = quadSwapDiagonal(d1_1_0);
      let d2_0_0 = dy[from0 + above + (first + 2u)];
      let d2_0_1 = quadSwapX(d2_0_0);
      let d2_0_2 = quadSwapY(d2_0_0);
      let d2_0_3 = quadSwapDiagonal(d2_0_0);
      let d2_1_0 = dy[from1 + above + (first + 2u)];
      let d2_1_1 = quadSwapX(d2_1_0);
      let d2_1_2 = quadSwapY(d2_1_0);
      let d2_1_3 = quadSwapDiagonal(d2_1_0);
      let d3_0_0 = dy[from0 + above + (first + 3u)];
      let d3_0_1 = quadSwapX(d3_0_0);
      let d3_0_2 = quadSwapY(d3_0_0);
      let d3_0_3 = quadSwapDiagonal(d3_0_0);
      let d3_1_0 = dy[from1 + above + (first + 3u)];
      let d3_1_1 = quadSwapX(d3_1_0);
      let d3_1_2 = quadSwapY(d3_1_0);
      let d3_1_3 = quadSwapDiagonal(d3_1_0);
      let d4_0_0 = dy[from0 + above + (first + 4u)];
      let d4_0_1 = quadSwapX(d4_0_0);
      let d4_0_2 = quadSwapY(d4_0_0);
      let d4_0_3 = quadSwapDiagonal(d4_0_0);
      let d4_1_0 = dy[from1 + above + (first + 4u)];
      let d4_1_1 = quadSwapX(d4_1_0);
      let d4_1_2 = quadSwapY(d4_1_0);
      let d4_1_3 = quadSwapDiagonal(d4_1_0);
      let inside0 = column >= 1;
      let at0 = u32(select(0, column - 1, inside0));
      let x0_0 = select(0.0, x[channel0 + at0], inside0);
      sum0_0_0 += d0_0_0 * x0_0;
      sum1_0_0 += d0_0_1 * x0_0;
      sum2_0_0 += d0_0_2 * x0_0;
      sum3_0_0 += d0_0_3 * x0_0;
      sum4_0_0 += d0_1_0 * x0_0;
      sum5_0_0 += d0_1_1 * x0_0;
      sum6_0_0 += d0_1_2 * x0_0;
      sum7_0_0 += d0_1_3 * x0_0;
      let at1 = u32(column);
      let x0_1 = x[channel0 + at1];
      sum0_0_1 += d0_0_0 * x0_1;
      sum1_0_1 += d0_0_1 * x0_1;
      sum2_0_1 += d0_0_2 * x0_1;
      sum3_0_1 += d0_0_3 * x0_1;
      sum4_0_1 += d0_1_0 * x0_1;
      sum5_0_1 += d0_1_1 * x0_1;
      sum6_0_1 += d0_1_2 * x0_1;
      sum7_0_1 += d0_1_3 * x0_1;
      sum0_0_0 += d1_0_0 * x0_1;
      sum1_0_0 += d1_0_1 * x0_1;
      sum2_0_0 += d1_0_2 * x0_1;
      sum3_0_0 += d1_0_3 * x0_1;
      sum4_0_0 += d1_1_0 * x0_1;
      sum5_0_0 += d1_1_1 * x0_1;
      sum6_0_0 += d1_1_2 * x0_1;
      sum7_0_0 += d1_1_3 * x0_1;
      let at2 = u32(column + 1);
      let x0_2 = x[channel0 + at2];
      sum0_0_2 += d0_0_0 * x0_2;
      sum1_0_2 += d0_0_1 * x0_2;
      sum2_0_2 += d0_0_2 * x0_2;
      sum3_0_2 += d0_0_3 * x0_2;
      sum4_0_2 += d0_1_0 * x0_2;
      sum5_0_2 += d0_1_1 * x0_2;
      sum6_0_2 += d0_1_2 * x0_2;
      sum7_0_2 += d0_1_3 * x0_2;
      sum0_0_1 += d1_0_0 * x0_2;
      sum1_0_1 += d1_0_1 * x0_2;
      sum2_0_1 += d1_0_2 * x0_2;
      sum3_0_1 += d1_0_3 * x0_2;
      sum4_0_1 += d1_1_0 * x0_2;
      sum5_0_1 += d1_1_1 * x0_2;
      sum6_0_1 += d1_1_2 * x0_2;
      sum7_0_1 += d1_1_3 * x0_2;
      sum0_0_0 += d2_0_0 * x0_2;
      sum1_0_0 += d2_0_1 * x0_2;
      sum2_0_0 += d2_0_2 * x0_2;
      sum3_0_0 += d2_0_3 * x0_2;
      sum4_0_0 += d2_1_0 * x0_2;
      sum5_0_0 += d2_1_1 * x0_2;
      sum6_0_0 += d2_1_2 * x0_2;
      sum7_0_0 += d2_1_3 * x0_2;
      let at3 = u32(column + 2);
      let x0_3 = x[channel0 + at3];
      sum0_0_2 += d1_0_0 * x0_3;
      sum1_0_2 += d1_0_1 * x0_3;
      sum2_0_2 += d1_0_2 * x0_3;
      sum3_0_2 += d1_0_3 * x0_3;
      sum4_0_2 += d1_1_0 * x0_3;
      sum5_0_2 += d1_1_1 * x0_3;
      sum6_0_2 += d1_1_2 * x0_3;
      sum7_0_2 += d1_1_3 * x0_3;
      sum0_0_1 += d2_0_0 * x0_3;
      sum1_0_1 += d2_0_1 * x0_3;
      sum2_0_1 += d2_0_2 * x0_3;
      sum3_0_1 += d2_0_3 * x0_3;
      sum4_0_1 += d2_1_0 * x0_3;
      sum5_0_1 += d2_1_1 * x0_3;
      sum6_0_1 += d2_1_2 * x0_3;
      sum7_0_1 += d2_1_3 * x0_3;
      sum0_0_0 += d3_0_0 * x0_3;
      sum1_0_0 += d3_0_1 * x0_3;
      sum2_0_0 += d3_0_2 * x0_3;
      sum3_0_0 += d3_0_3 * x0_3;
      sum4_0_0 += d3_1_0 * x0_3;
      sum5_0_0 += d3_1_1 * x0_3;
      sum6_0_0 += d3_1_2 * x0_3;
      sum7_0_0 += d3_1_3 * x0_3;
      let at4 = u32(column + 3);
      let x0_4 = x[channel0 + at4];
      sum0_0_2 += d2_0_0 * x0_4;
      sum1_0_2 += d2_0_1 * x0_4;
      sum2_0_2 += d2_0_2 * x0_4;
      sum3_0_2 += d2_0_3 * x0_4;
      sum4_0_2 += d2_1_0 * x0_4;
      sum5_0_2 += d2_1_1 * x0_4;
      sum6_0_2 += d2_1_2 * x0_4;
      sum7_0_2 += d2_1_3 * x0_4;
      sum0_0_1 += d3_0_0 * x0_4;
      sum1_0_1 += d3_0_1 * x0_4;
      sum2_0_1 += d3_0_2 * x0_4;
      sum3_0_1 += d3_0_3 * x0_4;
      sum4_0_1 += d3_1_0 * x0_4;
      sum5_0_1 += d3_1_1 * x0_4;
      sum6_0_1 += d3_1_2 * x0_4;
      sum7_0_1 += d3_1_3 * x0_4;
      sum0_0_0 += d4_0_0 * x0_4;
      sum1_0_0 += d4_0_1 * x0_4;
      sum2_0_0 += d4_0_2 * x0_4;
      sum3_0_0 += d4_0_3 * x0_4;
      sum4_0_0 += d4_1_0 * x0_4;
      sum5_0_0 += d4_1_1 * x0_4;
      sum6_0_0 += d4_1_2 * x0_4;
      sum7_0_0 += d4_1_3 * x0_4;
      let at5 = u32(column + 4);
      let x0_5 = x[channel0 + at5];
      sum0_0_2 += d3_0_0 * x0_5;
      sum1_0_2 += d3_0_1 * x0_5;
      sum2_0_2 += d3_0_2 * x0_5;
      sum3_0_2 += d3_0_3 * x0_5;
      sum4_0_2 += d3_1_0 * x0_5;
      sum5_0_2 += d3_1_1 * x0_5;
      sum6_0_2 += d3_1_2 * x0_5;
      sum7_0_2 += d3_1_3 * x0_5;
      sum0_0_1 += d4_0_0 * x0_5;
      sum1_0_1 += d4_0_1 * x0_5;
      sum2_0_1 += d4_0_2 * x0_5;
      sum3_0_1 += d4_0_3 * x0_5;
      sum4_0_1 += d4_1_0 * x0_5;
      sum5_0_1 += d4_1_1 * x0_5;
      sum6_0_1 += d4_1_2 * x0_5;
      sum7_0_1 += d4_1_3 * x0_5;
      let inside6 = column < 0;
      let at6 = u32(select(0, column + 5, inside6));
      let x0_6 = select(0.0, x[channel0 + at6], inside6);
      sum0_0_2 += d4_0_0 * x0_6;
      sum1_0_2 += d4_0_1 * x0_6;
      sum2_0_2 += d4_0_2 * x0_6;
      sum3_0_2 += d4_0_3 * x0_6;
      sum4_0_2 += d4_1_0 * x0_6;
      sum5_0_2 += d4_1_1 * x0_6;
      sum6_0_2 += d4_1_2 * x0_6;
      sum7_0_2 += d4_1_3 * x0_6;
    }
  }
  if (own >= 3u) { return; }
  let base = (block.z * 5u + group * 5u) * 27u + ky * 3u;
  if (f0 + (lane ^ 0u) < 5u) { dw[base + ((f0 + (lane ^ 0u)) * 3u + c) * 9u] = sum0_0_0; }
  if (f0 + (lane ^ 0u) < 5u) { dw[base + ((f0 + (lane ^ 0u)) * 3u + c) * 9u + 1u] = sum0_0_1; }
  if (f0 + (lane ^ 0u) < 5u) { dw[base + ((f0 + (lane ^ 0u)) * 3u + c) * 9u + 2u] = sum0_0_2; }
  if (f0 + (lane ^ 1u) < 5u) { dw[base + ((f0 + (lane ^ 1u)) * 3u + c) * 9u] = sum1_0_0; }
  if (f0 + (lane ^ 1u) < 5u) { dw[base + ((f0 + (lane ^ 1u)) * 3u + c) * 9u + 1u] = sum1_0_1; }
  if (f0 + (lane ^ 1u) < 5u) { dw[base + ((f0 + (lane ^ 1u)) * 3u + c) * 9u + 2u] = sum1_0_2; }
  if (f0 + (lane ^ 2u) < 5u) { dw[base + ((f0 + (lane ^ 2u)) * 3u + c) * 9u] = sum2_0_0; }
  if (f0 + (lane ^ 2u) < 5u) { dw[base + ((f0 + (lane ^ 2u)) * 3u + c) * 9u + 1u] = sum2_0_1; }
  if (f0 + (lane ^ 2u) < 5u) { dw[base + ((f0 + (lane ^ 2u)) * 3u + c) * 9u + 2u] = sum2_0_2; }
  if (f0 + (lane ^ 3u) < 5u) { dw[base + ((f0 + (lane ^ 3u)) * 3u + c) * 9u] = sum3_0_0; }
  if (f0 + (lane ^ 3u) < 5u) { dw[base + ((f0 + (lane ^ 3u)) * 3u + c) * 9u + 1u] = sum3_0_1; }
  if (f0 + (lane ^ 3u) < 5u) { dw[base + ((f0 + (lane ^ 3u)) * 3u + c) * 9u + 2u] = sum3_0_2; }
  if (f0 + 4u + (lane ^ 0u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 0u)) * 3u + c) * 9u] = sum4_0_0; }
  if (f0 + 4u + (lane ^ 0u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 0u)) * 3u + c) * 9u + 1u] = sum4_0_1; }
  if (f0 + 4u + (lane ^ 0u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 0u)) * 3u + c) * 9u + 2u] = sum4_0_2; }
  if (f0 + 4u + (lane ^ 1u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 1u)) * 3u + c) * 9u] = sum5_0_0; }
  if (f0 + 4u + (lane ^ 1u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 1u)) * 3u + c) * 9u + 1u] = sum5_0_1; }
  if (f0 + 4u + (lane ^ 1u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 1u)) * 3u + c) * 9u + 2u] = sum5_0_2; }
  if (f0 + 4u + (lane ^ 2u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 2u)) * 3u + c) * 9u] = sum6_0_0; }
  if (f0 + 4u + (lane ^ 2u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 2u)) * 3u + c) * 9u + 1u] = sum6_0_1; }
  if (f0 + 4u + (lane ^ 2u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 2u)) * 3u + c) * 9u + 2u] = sum6_0_2; }
  if (f0 + 4u + (lane ^ 3u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 3u)) * 3u + c) * 9u] = sum7_0_0; }
  if (f0 + 4u + (lane ^ 3u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 3u)) * 3u + c) * 9u + 1u] = sum7_0_1; }
  if (f0 + 4u + (lane ^ 3u) < 5u) { dw[base + ((f0 + 4u + (lane ^ 3u)) * 3u + c) * 9u + 2u] = sum7_0_2; }
}

// conv2dWeightGradient/join/x1: conv2dWeightGradient, 3×3 same; 3 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> result0: array<f32>;

fn joined(first: u32, step: u32, splits: u32) -> f32 {
  var sum = f32();
  for (var s = 0u; s < splits; s++) { sum += parts[first + s * step]; }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i < 135u) { result0[i] = joined(i, 135u, 14u); return; }
}
