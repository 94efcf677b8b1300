// conv2dWeightGradient/map/x1: conv2dWeightGradient, 3×3 same; 2 × 3 × 2 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  let j = id.y;
  let k = id.z;
  if (i >= 77u) { return; }
  let x0 = F(in0[k * 231u + j * 77u + i]);

  out0[k * 231u + j + i * 3u] = x0;
}

// conv2dWeightGradient/columns/4x1/split 14: conv2dWeightGradient, 3×3 same; 1 × 2 × 14 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 27u) { return; }
  let group = id.y / 2u;
  let f0 = id.y % 2u * 4u;
  let tap = id.x / 3u;
  let c = id.x % 3u;
  let down = i32(tap / 3u) - 1;
  let right = i32(tap % 3u) - 1;
  // columns · stride + right within 0 … width − 1
  let first = max(-right, 0);
  let end = select(min((10 - right) / 1 + 1, 11), 0, right > 10);
  let dyAt0 = (group * 5u + (f0)) * 77u;
  let dyAt1 = (group * 5u + min(f0 + 1u, 4u)) * 77u;
  let dyAt2 = (group * 5u + min(f0 + 2u, 4u)) * 77u;
  let dyAt3 = (group * 5u + min(f0 + 3u, 4u)) * 77u;
  var sum0_0 = 0.0;
  var sum1_0 = 0.0;
  var sum2_0 = 0.0;
  var sum3_0 = 0.0;
  for (var line = id.z; line < min((id.z + 1u), 14u); line++) {
    let n = line / 7u;
    let position = line % 7u;
    let row = i32(position) + down;
    if (row < 0 || row >= 7) { continue; }
    var dyAt = n * 385u + position * 11u + u32(first);
    var xAt = u32((i32(n) * 7 + row) * 11 + first * 1 + right) * 3u + group * 3u + c;
    for (var column = first; column < end; column++) {
      let x0 = x[xAt];
      let d0 = dy[dyAt + dyAt0];
      sum0_0 += d0 * x0;
      let d1 = dy[dyAt + dyAt1];
      sum1_0 += d1 * x0;
      let d2 = dy[dyAt + dyAt2];
      sum2_0 += d2 * x0;
      let d3 = dy[dyAt + dyAt3];
      sum3_0 += d3 * x0;
      dyAt += 1u;
      xAt += 3u;
    }
  }
  let base = (id.z * 5u + group * 5u) * 27u + tap;
  dw[base + ((f0) * 3u + c) * 9u] = sum0_0;
  if (f0 + 1u < 5u) { dw[base + ((f0 + 1u) * 3u + c) * 9u] = sum1_0; }
  if (f0 + 2u < 5u) { dw[base + ((f0 + 2u) * 3u + c) * 9u] = sum2_0; }
  if (f0 + 3u < 5u) { dw[base + ((f0 + 3u) * 3u + c) * 9u] = sum3_0; }
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
