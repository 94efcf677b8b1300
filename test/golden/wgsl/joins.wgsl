// conv2dWeightGradient/map/x1: two weight gradients, joined at once; 1 × 16 × 2 workgroups

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
  if (i >= 35u) { return; }
  let x0 = F(in0[k * 560u + j * 35u + i]);

  out0[k * 560u + j + i * 16u] = x0;
}

// conv2dWeightGradient/columns/4x4/split 14: two weight gradients, joined at once; 1 × 1 × 14 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 4u) { return; }
  let group = id.y;
  let f0 = id.y % 1u * 4u;
  let tap = id.x / 4u;
  let c = id.x % 4u;
  let down = i32(tap) - 0;
  let right = i32(tap % 1u) - 0;
  // columns · stride + right within 0 … width − 1
  let first = max(-right, 0);
  let end = select(min((4 - right) / 1 + 1, 5), 0, right > 4);
  let dyAt0 = (group * 4u + (f0)) * 35u;
  let dyAt1 = (group * 4u + (f0 + 1u)) * 35u;
  let dyAt2 = (group * 4u + (f0 + 2u)) * 35u;
  let dyAt3 = (group * 4u + (f0 + 3u)) * 35u;
  var sum0_0 = 0.0;
  var sum0_1 = 0.0;
  var sum0_2 = 0.0;
  var sum0_3 = 0.0;
  var sum1_0 = 0.0;
  var sum1_1 = 0.0;
  var sum1_2 = 0.0;
  var sum1_3 = 0.0;
  var sum2_0 = 0.0;
  var sum2_1 = 0.0;
  var sum2_2 = 0.0;
  var sum2_3 = 0.0;
  var sum3_0 = 0.0;
  var sum3_1 = 0.0;
  var sum3_2 = 0.0;
  var sum3_3 = 0.0;
  for (var line = id.z; line < min((id.z + 1u), 14u); line++) {
    let n = line / 7u;
    let position = line % 7u;
    let row = i32(position) + down;
    if (row < 0 || row >= 7) { continue; }
    var dyAt = n * 140u + position * 5u + u32(first);
    var xAt = u32((i32(n) * 7 + row) * 5 + first * 1 + right) * 16u + group * 16u + c;
    for (var column = first; column < end; column++) {
      let x0 = x[xAt];
      let x1 = x[xAt + 4u];
      let x2 = x[xAt + 8u];
      let x3 = x[xAt + 12u];
      let d0 = dy[dyAt + dyAt0];
      sum0_0 += d0 * x0;
      sum0_1 += d0 * x1;
      sum0_2 += d0 * x2;
      sum0_3 += d0 * x3;
      let d1 = dy[dyAt + dyAt1];
      sum1_0 += d1 * x0;
      sum1_1 += d1 * x1;
      sum1_2 += d1 * x2;
      sum1_3 += d1 * x3;
      let d2 = dy[dyAt + dyAt2];
      sum2_0 += d2 * x0;
      sum2_1 += d2 * x1;
      sum2_2 += d2 * x2;
      sum2_3 += d2 * x3;
      let d3 = dy[dyAt + dyAt3];
      sum3_0 += d3 * x0;
      sum3_1 += d3 * x1;
      sum3_2 += d3 * x2;
      sum3_3 += d3 * x3;
      dyAt += 1u;
      xAt += 16u;
    }
  }
  let base = (id.z * 4u + group * 4u) * 16u + tap;
  dw[base + ((f0) * 16u + c) * 1u] = sum0_0;
  dw[base + ((f0) * 16u + c + 4u) * 1u] = sum0_1;
  dw[base + ((f0) * 16u + c + 8u) * 1u] = sum0_2;
  dw[base + ((f0) * 16u + c + 12u) * 1u] = sum0_3;
  dw[base + ((f0 + 1u) * 16u + c) * 1u] = sum1_0;
  dw[base + ((f0 + 1u) * 16u + c + 4u) * 1u] = sum1_1;
  dw[base + ((f0 + 1u) * 16u + c + 8u) * 1u] = sum1_2;
  dw[base + ((f0 + 1u) * 16u + c + 12u) * 1u] = sum1_3;
  dw[base + ((f0 + 2u) * 16u + c) * 1u] = sum2_0;
  dw[base + ((f0 + 2u) * 16u + c + 4u) * 1u] = sum2_1;
  dw[base + ((f0 + 2u) * 16u + c + 8u) * 1u] = sum2_2;
  dw[base + ((f0 + 2u) * 16u + c + 12u) * 1u] = sum2_3;
  dw[base + ((f0 + 3u) * 16u + c) * 1u] = sum3_0;
  dw[base + ((f0 + 3u) * 16u + c + 4u) * 1u] = sum3_1;
  dw[base + ((f0 + 3u) * 16u + c + 8u) * 1u] = sum3_2;
  dw[base + ((f0 + 3u) * 16u + c + 12u) * 1u] = sum3_3;
}

// conv2dWeightGradient/map/x1: two weight gradients, joined at once; 1 × 16 × 2 workgroups

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
  if (i >= 35u) { return; }
  let x0 = F(in0[k * 560u + j * 35u + i]);

  out0[k * 560u + j + i * 16u] = x0;
}

// conv2dWeightGradient/columns/4x4/split 14: two weight gradients, joined at once; 1 × 2 × 14 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 4u) { return; }
  let group = id.y / 2u;
  let f0 = id.y % 2u * 4u;
  let tap = id.x / 4u;
  let c = id.x % 4u;
  let down = i32(tap) - 0;
  let right = i32(tap % 1u) - 0;
  // columns · stride + right within 0 … width − 1
  let first = max(-right, 0);
  let end = select(min((4 - right) / 1 + 1, 5), 0, right > 4);
  let dyAt0 = (group * 8u + (f0)) * 35u;
  let dyAt1 = (group * 8u + (f0 + 1u)) * 35u;
  let dyAt2 = (group * 8u + (f0 + 2u)) * 35u;
  let dyAt3 = (group * 8u + (f0 + 3u)) * 35u;
  var sum0_0 = 0.0;
  var sum0_1 = 0.0;
  var sum0_2 = 0.0;
  var sum0_3 = 0.0;
  var sum1_0 = 0.0;
  var sum1_1 = 0.0;
  var sum1_2 = 0.0;
  var sum1_3 = 0.0;
  var sum2_0 = 0.0;
  var sum2_1 = 0.0;
  var sum2_2 = 0.0;
  var sum2_3 = 0.0;
  var sum3_0 = 0.0;
  var sum3_1 = 0.0;
  var sum3_2 = 0.0;
  var sum3_3 = 0.0;
  for (var line = id.z; line < min((id.z + 1u), 14u); line++) {
    let n = line / 7u;
    let position = line % 7u;
    let row = i32(position) + down;
    if (row < 0 || row >= 7) { continue; }
    var dyAt = n * 280u + position * 5u + u32(first);
    var xAt = u32((i32(n) * 7 + row) * 5 + first * 1 + right) * 16u + group * 16u + c;
    for (var column = first; column < end; column++) {
      let x0 = x[xAt];
      let x1 = x[xAt + 4u];
      let x2 = x[xAt + 8u];
      let x3 = x[xAt + 12u];
      let d0 = dy[dyAt + dyAt0];
      sum0_0 += d0 * x0;
      sum0_1 += d0 * x1;
      sum0_2 += d0 * x2;
      sum0_3 += d0 * x3;
      let d1 = dy[dyAt + dyAt1];
      sum1_0 += d1 * x0;
      sum1_1 += d1 * x1;
      sum1_2 += d1 * x2;
      sum1_3 += d1 * x3;
      let d2 = dy[dyAt + dyAt2];
      sum2_0 += d2 * x0;
      sum2_1 += d2 * x1;
      sum2_2 += d2 * x2;
      sum2_3 += d2 * x3;
      let d3 = dy[dyAt + dyAt3];
      sum3_0 += d3 * x0;
      sum3_1 += d3 * x1;
      sum3_2 += d3 * x2;
      sum3_3 += d3 * x3;
      dyAt += 1u;
      xAt += 16u;
    }
  }
  let base = (id.z * 8u + group * 8u) * 16u + tap;
  dw[base + ((f0) * 16u + c) * 1u] = sum0_0;
  dw[base + ((f0) * 16u + c + 4u) * 1u] = sum0_1;
  dw[base + ((f0) * 16u + c + 8u) * 1u] = sum0_2;
  dw[base + ((f0) * 16u + c + 12u) * 1u] = sum0_3;
  dw[base + ((f0 + 1u) * 16u + c) * 1u] = sum1_0;
  dw[base + ((f0 + 1u) * 16u + c + 4u) * 1u] = sum1_1;
  dw[base + ((f0 + 1u) * 16u + c + 8u) * 1u] = sum1_2;
  dw[base + ((f0 + 1u) * 16u + c + 12u) * 1u] = sum1_3;
  dw[base + ((f0 + 2u) * 16u + c) * 1u] = sum2_0;
  dw[base + ((f0 + 2u) * 16u + c + 4u) * 1u] = sum2_1;
  dw[base + ((f0 + 2u) * 16u + c + 8u) * 1u] = sum2_2;
  dw[base + ((f0 + 2u) * 16u + c + 12u) * 1u] = sum2_3;
  dw[base + ((f0 + 3u) * 16u + c) * 1u] = sum3_0;
  dw[base + ((f0 + 3u) * 16u + c + 4u) * 1u] = sum3_1;
  dw[base + ((f0 + 3u) * 16u + c + 8u) * 1u] = sum3_2;
  dw[base + ((f0 + 3u) * 16u + c + 12u) * 1u] = sum3_3;
}

// conv2dWeightGradient/2 joins/x4: two weight gradients, joined at once; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> parts: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> result0: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> result1: array<vec4<f32>>;

fn joined(first: u32, step: u32, splits: u32) -> vec4<f32> {
  var sum = vec4<f32>();
  for (var s = 0u; s < splits; s++) { sum += parts[first + s * step]; }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i < 16u) { result0[i] = joined(i, 16u, 14u); return; }
  if (i < 48u) { result1[i - 16u] = joined(i - 16u + 224u, 32u, 14u); return; }
}
