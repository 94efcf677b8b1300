// conv2d/direct/8x1/epilogue: conv2d, addition and ReLU, of any map; 2 × 3 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<storage, read> in0: array<f32>;
alias F = f32;
alias U = u32;
alias I = i32;

fn finished(image: u32, channel: u32, position: u32, sum: F) -> F {
  let x0 = F(in0[image * 700u + channel * 35u + position]);
  let t0: F = sum + x0;
  let t1: F = select(t0, F(0), t0 <= F(0));
  return t1;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y / 3u;
  let m0 = (block.y % 3u) * 8u;
  let first = block.x * 64u + thread;
  let q0 = first;
  let inside0 = q0 < 70u;
  let n0 = select(0u, q0, inside0) / 35u;
  let p0 = select(0u, q0, inside0) % 35u;
  let row0 = i32(p0 / 5u);
  let column0 = i32(p0 % 5u);
  let image0 = i32((n0 * 16u + group * 16u) * 35u);
  let w0 = group * 2880u + (m0) * 144u;
  let w1 = group * 2880u + min(m0 + 1u, 19u) * 144u;
  let w2 = group * 2880u + min(m0 + 2u, 19u) * 144u;
  let w3 = group * 2880u + min(m0 + 3u, 19u) * 144u;
  let w4 = group * 2880u + min(m0 + 4u, 19u) * 144u;
  let w5 = group * 2880u + min(m0 + 5u, 19u) * 144u;
  let w6 = group * 2880u + min(m0 + 6u, 19u) * 144u;
  let w7 = group * 2880u + min(m0 + 7u, 19u) * 144u;
  var sum0_0 = bias[group * 20u + (m0)];
  var sum1_0 = bias[group * 20u + min(m0 + 1u, 19u)];
  var sum2_0 = bias[group * 20u + min(m0 + 2u, 19u)];
  var sum3_0 = bias[group * 20u + min(m0 + 3u, 19u)];
  var sum4_0 = bias[group * 20u + min(m0 + 4u, 19u)];
  var sum5_0 = bias[group * 20u + min(m0 + 5u, 19u)];
  var sum6_0 = bias[group * 20u + min(m0 + 6u, 19u)];
  var sum7_0 = bias[group * 20u + min(m0 + 7u, 19u)];
  for (var ky = 0; ky < 3; ky++) {
    for (var kx = 0; kx < 3; kx++) {
      let tap = u32((0 + ky * 1) * 3 + 0 + kx * 1);
      let y0 = row0 * 1 - 1 + ky * 1;
      let x0 = column0 * 1 - 1 + kx * 1;
      let valid0 = y0 >= 0 && y0 < 7 && x0 >= 0 && x0 < 5;
      let at0 = u32(image0 + select(0, y0 * 5 + x0, valid0));
      for (var r = 0u; r < 16u; r++) {
        let s0 = select(0.0, source[at0 + r * 35u], valid0);
        let f0 = weight[w0 + r * 9u + tap];
        sum0_0 += f0 * s0;
        let f1 = weight[w1 + r * 9u + tap];
        sum1_0 += f1 * s0;
        let f2 = weight[w2 + r * 9u + tap];
        sum2_0 += f2 * s0;
        let f3 = weight[w3 + r * 9u + tap];
        sum3_0 += f3 * s0;
        let f4 = weight[w4 + r * 9u + tap];
        sum4_0 += f4 * s0;
        let f5 = weight[w5 + r * 9u + tap];
        sum5_0 += f5 * s0;
        let f6 = weight[w6 + r * 9u + tap];
        sum6_0 += f6 * s0;
        let f7 = weight[w7 + r * 9u + tap];
        sum7_0 += f7 * s0;
      }
    }
  }
  if (inside0) {
    if (m0 < 20u) { result[(n0 * 20u + group * 20u + m0) * 35u + p0] = finished(n0, group * 20u + m0, p0, sum0_0); }
    if (m0 + 1u < 20u) { result[(n0 * 20u + group * 20u + m0 + 1u) * 35u + p0] = finished(n0, group * 20u + m0 + 1u, p0, sum1_0); }
    if (m0 + 2u < 20u) { result[(n0 * 20u + group * 20u + m0 + 2u) * 35u + p0] = finished(n0, group * 20u + m0 + 2u, p0, sum2_0); }
    if (m0 + 3u < 20u) { result[(n0 * 20u + group * 20u + m0 + 3u) * 35u + p0] = finished(n0, group * 20u + m0 + 3u, p0, sum3_0); }
    if (m0 + 4u < 20u) { result[(n0 * 20u + group * 20u + m0 + 4u) * 35u + p0] = finished(n0, group * 20u + m0 + 4u, p0, sum4_0); }
    if (m0 + 5u < 20u) { result[(n0 * 20u + group * 20u + m0 + 5u) * 35u + p0] = finished(n0, group * 20u + m0 + 5u, p0, sum5_0); }
    if (m0 + 6u < 20u) { result[(n0 * 20u + group * 20u + m0 + 6u) * 35u + p0] = finished(n0, group * 20u + m0 + 6u, p0, sum6_0); }
    if (m0 + 7u < 20u) { result[(n0 * 20u + group * 20u + m0 + 7u) * 35u + p0] = finished(n0, group * 20u + m0 + 7u, p0, sum7_0); }
  }
}

// conv2d/tile 32x64/epilogue: conv2d, addition and ReLU, of any map; 2 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<storage, read> in0: array<f32>;
alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;

fn finished(image: U, channel: u32, position: U, sum: F) -> F {
  let at0 = image * 700u + channel * 35u + position;
  let x0 = F(in0[at0.x], in0[at0.y], in0[at0.z], in0[at0.w]);
  let t0: F = sum + x0;
  let t1: F = select(t0, F(0), t0 <= F(0));
  return t1;
}

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>) -> vec4<f32> {
  let inside = (y < vec4<u32>(7u)) & (x < vec4<u32>(5u));
  let at = plane + select(vec4<u32>(), y * 5u + x, inside);
  return select(vec4<f32>(), vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

fn weightAt(at: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns q, q + 16, q + 32, q + 48.
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 32u;
  let n0 = block.x * 64u;
  let first = 0u;
  let end = 9u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 2880u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(19u)) * 144u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(69u));
  let image = position / 35u * 560u + group * 560u;
  let row = position % 35u / 5u;
  let column = position % 5u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let tap = chunk % 9u;
      let channel = chunk / 9u * 16u;
      let tapWeight = tap / 3u * 3u + tap % 3u;
      let y = row - 1u + tap / 3u;
      let x = column - 1u + tap % 3u;
      let rL = channel + leftInner;
      let along = rL * 9u + tapWeight;
      leftNext0 = weightAt(filters0 + along);
      let r0 = channel + rightInner;
      let r1 = channel + rightInner + 8u;
      rightNext0 = sourceAt(image + r0 * 35u, y, x);
      rightNext1 = sourceAt(image + r1 * 35u, y, x);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 9u + down];
        let b0 = right[k * 16u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 9u + leftQuad] = leftNext0;
      right[rightInner * 16u + rightQuad] = rightNext0;
      right[(rightInner + 8u) * 16u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 16u, 32u, 48u);
  let real0 = column0 < vec4<u32>(70u);
  let to0 = column0 / 35u * 700u + column0 % 35u / 5u * 5u + column0 % 5u;
  let safe0 = min(column0, vec4<u32>(69u));
  let outImage0 = safe0 / 35u;
  let outPosition0 = safe0 % 35u / 5u * 5u + safe0 % 5u;
  if (m < 20u) { keep(to0 + (group * 20u + m) * 35u, real0, finished(outImage0, group * 20u + m, outPosition0, sum0_0 + bias[group * 20u + m])); }
  if (m + 8u < 20u) { keep(to0 + (group * 20u + m + 8u) * 35u, real0, finished(outImage0, group * 20u + m + 8u, outPosition0, sum1_0 + bias[group * 20u + m + 8u])); }
  if (m + 16u < 20u) { keep(to0 + (group * 20u + m + 16u) * 35u, real0, finished(outImage0, group * 20u + m + 16u, outPosition0, sum2_0 + bias[group * 20u + m + 16u])); }
  if (m + 24u < 20u) { keep(to0 + (group * 20u + m + 24u) * 35u, real0, finished(outImage0, group * 20u + m + 24u, outPosition0, sum3_0 + bias[group * 20u + m + 24u])); }
}

// conv2d/tile 32x64/plain product/epilogue: conv2d, addition and ReLU, 1×1, of four neighbours at once; 2 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> in0: array<vec4<f32>>;
alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;

fn finished(image: u32, channel: u32, position: u32, sum: F) -> F {
  let x0 = F(in0[image * 280u + channel * 14u + position]);
  let t0: F = sum + x0;
  let t1: F = select(t0, F(0), t0 <= F(0));
  return t1;
}

fn sourceAt(at: u32) -> vec4<f32> {
  return source[at];
}

fn weightAt(at: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns 4q, 4q + 1, 4q + 2, 4q + 3.
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 32u;
  let n0 = block.x * 64u;
  let first = 0u;
  let end = 1u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 320u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(19u)) * 16u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let quad = min(n0 / 4u + rightQuad, 27u);
  let image = quad / 14u * 224u + quad % 14u + group * 224u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let tapWeight = 0u;
      let rL = chunk * 16u + leftInner;
      let along = rL + tapWeight;
      leftNext0 = weightAt(filters0 + along);
      let r0 = chunk * 16u + rightInner;
      let r1 = chunk * 16u + rightInner + 8u;
      rightNext0 = sourceAt(image + r0 * 14u);
      rightNext1 = sourceAt(image + r1 * 14u);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 9u + down];
        let b0 = right[k * 16u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 9u + leftQuad] = leftNext0;
      right[rightInner * 16u + rightQuad] = rightNext0;
      right[(rightInner + 8u) * 16u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 / 4u + across;
  let to0 = column0 / 14u * 280u + column0 % 14u;
  let outImage0 = column0 / 14u;
  let outPosition0 = column0 % 14u;
  if (m < 20u && column0 < 28u) { result[to0 + (group * 20u + m) * 14u] = finished(outImage0, group * 20u + m, outPosition0, sum0_0 + bias[group * 20u + m]); }
  if (m + 8u < 20u && column0 < 28u) { result[to0 + (group * 20u + m + 8u) * 14u] = finished(outImage0, group * 20u + m + 8u, outPosition0, sum1_0 + bias[group * 20u + m + 8u]); }
  if (m + 16u < 20u && column0 < 28u) { result[to0 + (group * 20u + m + 16u) * 14u] = finished(outImage0, group * 20u + m + 16u, outPosition0, sum2_0 + bias[group * 20u + m + 16u]); }
  if (m + 24u < 20u && column0 < 28u) { result[to0 + (group * 20u + m + 24u) * 14u] = finished(outImage0, group * 20u + m + 24u, outPosition0, sum3_0 + bias[group * 20u + m + 24u]); }
}
