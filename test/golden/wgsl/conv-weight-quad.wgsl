// conv2dWeightGradient/quad/8x1x1/split 14: conv2dWeightGradient, 3×3 same; 1 × 3 × 14 workgroups

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
  let from0 = (group * 5u + min(f0 + lane, 4u)) * 77u;
  let from1 = (group * 5u + min(f0 + 4u + lane, 4u)) * 77u;
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
    let above = n * 385u + position * 11u;
    let channel0 = ((n * 3u + group * 3u + (c)) * 7u + u32(row)) * 11u;
    for (var first = 0u; first < 11u; first += 1u) {
      let column = i32(first);
      let d0_0_0 = dy[from0 + above + (first)];
      let d0_0_1 = quadSwapX(d0_0_0);
      let d0_0_2 = quadSwapY(d0_0_0);
      let d0_0_3 = quadSwapDiagonal(d0_0_0);
      let d0_1_0 = dy[from1 + above + (first)];
      let d0_1_1 = quadSwapX(d0_1_0);
      let d0_1_2 = quadSwapY(d0_1_0);
      let d0_1_3 = quadSwapDiagonal(d0_1_0);
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
      let inside2 = column < 10;
      let at2 = u32(select(0, column + 1, inside2));
      let x0_2 = select(0.0, x[channel0 + at2], inside2);
      sum0_0_2 += d0_0_0 * x0_2;
      sum1_0_2 += d0_0_1 * x0_2;
      sum2_0_2 += d0_0_2 * x0_2;
      sum3_0_2 += d0_0_3 * x0_2;
      sum4_0_2 += d0_1_0 * x0_2;
      sum5_0_2 += d0_1_1 * x0_2;
      sum6_0_2 += d0_1_2 * x0_2;
      sum7_0_2 += d0_1_3 * x0_2;
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
