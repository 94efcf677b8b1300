// conv2d/tile 32x64/moments: conv2d and batchNormTrain, statistics of its result; 2 × 1 × 1 workgroups

enable subgroups;
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<storage, read_write> moments: array<vec4<f32>>;

fn merged(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  let count = a.x + b.x;
  let share = b.x / max(count, 1.0);
  let apart = b.y - a.y;
  return vec4<f32>(count, a.y + apart * share, a.z + b.z + apart * apart * a.x * share, 0.0);
}

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>) -> vec4<f32> {
  let at = plane + y * 35u + x;
  return vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]);
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
  let end = 1u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 320u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(19u)) * 16u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(69u));
  let image = position / 35u * 560u + group * 560u;
  let row = position % 35u / 35u;
  let column = position % 35u;

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
      let y = row;
      let x = column;
      let rL = chunk * 16u + leftInner;
      let along = rL + tapWeight;
      leftNext0 = weightAt(filters0 + along);
      let r0 = chunk * 16u + rightInner;
      let r1 = chunk * 16u + rightInner + 8u;
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
  let to0 = column0 / 35u * 700u + column0 % 35u / 35u * 35u + column0 % 35u;
  if (m < 20u) { keep(to0 + (group * 20u + m) * 35u, real0, sum0_0); }
  if (m + 8u < 20u) { keep(to0 + (group * 20u + m + 8u) * 35u, real0, sum1_0); }
  if (m + 16u < 20u) { keep(to0 + (group * 20u + m + 16u) * 35u, real0, sum2_0); }
  if (m + 24u < 20u) { keep(to0 + (group * 20u + m + 24u) * 35u, real0, sum3_0); }
  let valid0 = select(vec4<f32>(), vec4<f32>(1.0), real0);
  let count = dot(valid0, vec4<f32>(1.0));
  {
    let v0 = sum0_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 16u; i += 4u) { all = merged(all, right[thread + i]); }
      if (m < 20u) { moments[block.x * 20u + group * 20u + m] = all; }
    }
  }
  {
    let v0 = sum1_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 16u; i += 4u) { all = merged(all, right[thread + i]); }
      if (m + 8u < 20u) { moments[block.x * 20u + group * 20u + m + 8u] = all; }
    }
  }
  {
    let v0 = sum2_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 16u; i += 4u) { all = merged(all, right[thread + i]); }
      if (m + 16u < 20u) { moments[block.x * 20u + group * 20u + m + 16u] = all; }
    }
  }
  {
    let v0 = sum3_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 16u; i += 4u) { all = merged(all, right[thread + i]); }
      if (m + 24u < 20u) { moments[block.x * 20u + group * 20u + m + 24u] = all; }
    }
  }
}

// batchNormTrain/moments of parts: conv2d and batchNormTrain, statistics of its result; 20 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> moments: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read> beta: array<f32>;
@group(0) @binding(3) var<storage, read_write> mean: array<f32>;
@group(0) @binding(4) var<storage, read_write> variance: array<f32>;
@group(0) @binding(5) var<storage, read_write> line: array<f32>;

var<workgroup> lanes: array<vec4<f32>, 64>;

fn merged(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  let count = a.x + b.x;
  let share = b.x / max(count, 1.0);
  let apart = b.y - a.y;
  return vec4<f32>(count, a.y + apart * share, a.z + b.z + apart * apart * a.x * share, 0.0);
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) block: vec3<u32>,
  @builtin(num_workgroups) blocks: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let channel = block.x;
  let channels = blocks.x;
  let parts = arrayLength(&moments) / channels;
  var all = vec4<f32>();
  for (var part = thread; part < parts; part += 64u) { all = merged(all, moments[part * channels + channel]); }
  lanes[thread] = all;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) { lanes[thread] = merged(lanes[thread], lanes[l]); }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) { lanes[0] = merged(lanes[0], lanes[l]); }
    let count = lanes[0].x;
    let centre = lanes[0].y;
    let spread = lanes[0].z / count;
    let steep = gamma[channel] * inverseSqrt(spread + 0.000009999999747378752f);
    mean[channel] = centre;
    variance[channel] = spread;
    line[channel] = steep;
    line[channels + channel] = centre;
    line[2u * channels + channel] = 1.0 / (spread + 0.000009999999747378752f);
    line[3u * channels + channel] = steep / count;
    line[4u * channels + channel] = beta[channel] - steep * centre;
  }
}

// batchNormTrain/map/x1: conv2d and batchNormTrain, statistics of its result; 1 × 20 × 2 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) blocks: vec3<u32>) {
  let i = id.x;
  let j = id.y;
  let channels = blocks.y;
  let plane = arrayLength(&out0) / (channels * blocks.z);
  if (i >= plane) { return; }
  let at = (id.z * channels + j) * plane + i;
  let x0 = F(in0[at]);
  let x1 = F(in1[j]);
  let x2 = F(in1[4u * channels + j]);
  let t0: F = x0 * x1 + x2;
  out0[at] = t0;
}
