// batchNormTrain/statistics/x1: a convolution's input gradient and batchNormTrainGradient, sums of what is stored; 20 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> x: array<F>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read> beta: array<f32>;
@group(0) @binding(3) var<storage, read_write> mean: array<f32>;
@group(0) @binding(4) var<storage, read_write> variance: array<f32>;
@group(0) @binding(5) var<storage, read_write> line: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64, 1)
fn main(
  @builtin(workgroup_id) block: vec3<u32>,
  @builtin(num_workgroups) blocks: vec3<u32>,
  @builtin(local_invocation_id) lane: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let channel = block.x;
  let channels = blocks.x;
  let row = arrayLength(&x) / (2u * channels);
  let count = f32(2u * row);
  var total = F(0);
  for (var image = lane.y; image < 2u; image += 1u) {
    for (var i = lane.x; i < row; i += 64u) {
      let value = x[(image * channels + channel) * row + i];
      total += value;
    }
  }
  lanes[0][thread] = total;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) {
      lanes[0][thread] += lanes[0][l];
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
      lanes[0][0] += lanes[0][l];
    }

  }
  workgroupBarrier();
  let centre = lanes[0][0] / count;
  workgroupBarrier();
  total = F(0);
  for (var image = lane.y; image < 2u; image += 1u) {
    for (var i = lane.x; i < row; i += 64u) {
      let value = x[(image * channels + channel) * row + i];
      total += (value - centre) * (value - centre);
    }
  }
  lanes[0][thread] = total;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) {
      lanes[0][thread] += lanes[0][l];
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
      lanes[0][0] += lanes[0][l];
    }
    let spread = lanes[0][0] / count;
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

// conv2dInputGradient/tile 16x128/sums/epilogue: a convolution's input gradient and batchNormTrainGradient, sums of what is stored; 1 × 2 × 1 workgroups

enable subgroups;
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(5) var<storage, read_write> result: array<f32>;
@group(0) @binding(2) var<storage, read> in0: array<f32>;
@group(0) @binding(3) var<storage, read> in1: array<f32>;
@group(0) @binding(4) var<storage, read> in2: array<f32>;
alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;

fn finished(image: U, channel: u32, position: U, sum: F) -> F {
  let at0 = image * 700u + channel * 35u + position;
  let x0 = F(in0[at0.x], in0[at0.y], in0[at0.z], in0[at0.w]);
  let t0: F = select(F(0), sum, x0 > F(0));
  return t0;
}

fn factor(image: U, channel: u32, position: U) -> F {
  let at1 = image * 700u + channel * 35u + position;
  let x1 = F(in1[at1.x], in1[at1.y], in1[at1.z], in1[at1.w]);
  let x2 = F(in2[20u + channel]);
  let t0: F = x1 - x2;
  return t0;
}
@group(0) @binding(6) var<storage, read_write> sums: array<vec4<f32>>;

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

// Quad q of the left factor has rows q, q + 4, q + 8, q + 12, of the right one columns q, q + 32, q + 64, q + 96.
var<workgroup> left: array<vec4<f32>, 32>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y / 2u;
  let m0 = block.y % 2u * 16u;
  let n0 = block.x * 128u;
  let first = 0u;
  let end = 9u;
  let down = thread / 32u;
  let across = thread % 32u;
  let leftQuad = thread % 4u;
  let leftInner = thread / 4u;
  let filters = group * 1440u + min(m0 + leftQuad + vec4<u32>(0u, 4u, 8u, 12u), vec4<u32>(19u)) * 9u;
  let rightQuad = thread % 32u;
  let rightInner = thread / 32u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 32u, 64u, 96u), vec4<u32>(69u));
  let image = position / 35u * 280u + group * 280u;
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
      let channel = chunk / 9u * 8u;
      let tapWeight = tap / 3u * 3u + tap % 3u;
      let y = row + 1u - tap / 3u;
      let x = column + 1u - tap % 3u;
      if (thread < 32u) {
        let rL0 = channel + leftInner;
        let along0 = rL0 * 180u + tapWeight;
        leftNext0 = weightAt(filters + along0);
      }
      let r0 = channel + rightInner;
      let r1 = channel + rightInner + 4u;
      rightNext0 = sourceAt(image + r0 * 35u, y, x);
      rightNext1 = sourceAt(image + r1 * 35u, y, x);
    }
    if (chunk > first) {
      for (var k = 0u; k < 8u; k++) {
        let a0 = left[k * 4u + down];
        let b0 = right[k * 32u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      if (thread < 32u) {
        left[leftInner * 4u + leftQuad] = leftNext0;
      }
      right[rightInner * 32u + rightQuad] = rightNext0;
      right[(rightInner + 4u) * 32u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 32u, 64u, 96u);
  let real0 = column0 < vec4<u32>(70u);
  let to0 = column0 / 35u * 700u + column0 % 35u / 5u * 5u + column0 % 5u;
  let safe0 = min(column0, vec4<u32>(69u));
  let outImage0 = safe0 / 35u;
  let outPosition0 = safe0 % 35u / 5u * 5u + safe0 % 5u;
  if (m < 20u) { sum0_0 = finished(outImage0, group * 20u + m, outPosition0, sum0_0); }
  if (m < 20u) { keep(to0 + (group * 20u + m) * 35u, real0, sum0_0); }
  if (m + 4u < 20u) { sum1_0 = finished(outImage0, group * 20u + m + 4u, outPosition0, sum1_0); }
  if (m + 4u < 20u) { keep(to0 + (group * 20u + m + 4u) * 35u, real0, sum1_0); }
  if (m + 8u < 20u) { sum2_0 = finished(outImage0, group * 20u + m + 8u, outPosition0, sum2_0); }
  if (m + 8u < 20u) { keep(to0 + (group * 20u + m + 8u) * 35u, real0, sum2_0); }
  if (m + 12u < 20u) { sum3_0 = finished(outImage0, group * 20u + m + 12u, outPosition0, sum3_0); }
  if (m + 12u < 20u) { keep(to0 + (group * 20u + m + 12u) * 35u, real0, sum3_0); }
  let valid0 = select(vec4<f32>(), vec4<f32>(1.0), real0);
  let count = dot(valid0, vec4<f32>(1.0));
  {
    let v0 = sum0_0;
    let s0 = v0 * valid0;
    var all = vec4<f32>(count, dot(s0, vec4<f32>(1.0)), dot(s0, factor(outImage0, group * 20u + m, outPosition0)), 0.0);
    all = all + subgroupShuffleXor(all, 1u);
    all = all + subgroupShuffleXor(all, 2u);
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 32u; i += 4u) { all = all + right[thread + i]; }
      if (m < 20u) { sums[block.x * 20u + group * 20u + m] = all; }
    }
  }
  {
    let v0 = sum1_0;
    let s0 = v0 * valid0;
    var all = vec4<f32>(count, dot(s0, vec4<f32>(1.0)), dot(s0, factor(outImage0, group * 20u + m + 4u, outPosition0)), 0.0);
    all = all + subgroupShuffleXor(all, 1u);
    all = all + subgroupShuffleXor(all, 2u);
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 32u; i += 4u) { all = all + right[thread + i]; }
      if (m + 4u < 20u) { sums[block.x * 20u + group * 20u + m + 4u] = all; }
    }
  }
  {
    let v0 = sum2_0;
    let s0 = v0 * valid0;
    var all = vec4<f32>(count, dot(s0, vec4<f32>(1.0)), dot(s0, factor(outImage0, group * 20u + m + 8u, outPosition0)), 0.0);
    all = all + subgroupShuffleXor(all, 1u);
    all = all + subgroupShuffleXor(all, 2u);
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 32u; i += 4u) { all = all + right[thread + i]; }
      if (m + 8u < 20u) { sums[block.x * 20u + group * 20u + m + 8u] = all; }
    }
  }
  {
    let v0 = sum3_0;
    let s0 = v0 * valid0;
    var all = vec4<f32>(count, dot(s0, vec4<f32>(1.0)), dot(s0, factor(outImage0, group * 20u + m + 12u, outPosition0)), 0.0);
    all = all + subgroupShuffleXor(all, 1u);
    all = all + subgroupShuffleXor(all, 2u);
    workgroupBarrier();
    right[thread] = all;
    workgroupBarrier();
    if (across == 0u) {
      for (var i = 4u; i < 32u; i += 4u) { all = all + right[thread + i]; }
      if (m + 12u < 20u) { sums[block.x * 20u + group * 20u + m + 12u] = all; }
    }
  }
}

// batchNormTrainGradient/sums of parts: a convolution's input gradient and batchNormTrainGradient, sums of what is stored; 20 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> parts: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> line: array<f32>;
@group(0) @binding(2) var<storage, read_write> sum: array<f32>;
@group(0) @binding(3) var<storage, read_write> product: array<f32>;
@group(0) @binding(4) var<storage, read_write> slants: array<f32>;

var<workgroup> lanes: array<vec4<f32>, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) block: vec3<u32>,
  @builtin(num_workgroups) blocks: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let channel = block.x;
  let channels = blocks.x;
  let count = arrayLength(&parts) / channels;
  var all = vec4<f32>();
  for (var part = thread; part < count; part += 64u) { all += parts[part * channels + channel]; }
  lanes[thread] = all;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) { lanes[thread] += lanes[l]; }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) { lanes[0] += lanes[l]; }
    all = lanes[0];
    sum[channel] = all.y;
    product[channel] = all.z;
    let steep = line[channel] / all.x;
    let slant = -steep * line[2u * channels + channel] * all.z;
    slants[channel] = slant;
    slants[channels + channel] = -steep * all.y - slant * line[channels + channel];
  }
}

// batchNormTrain/map/x1: a convolution's input gradient and batchNormTrainGradient, sums of what is stored; 1 × 20 × 2 workgroups

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

// batchNormTrainGradient/map/x1: a convolution's input gradient and batchNormTrainGradient, sums of what is stored; 1 × 20 × 2 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read> in2: array<f32>;
@group(0) @binding(3) var<storage, read> in3: array<f32>;
@group(0) @binding(4) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) blocks: vec3<u32>) {
  let i = id.x;
  let j = id.y;
  let channels = blocks.y;
  let plane = arrayLength(&out0) / (channels * blocks.z);
  if (i >= plane) { return; }
  let at = (id.z * channels + j) * plane + i;
  let x0 = F(in0[at]);
  let x1 = F(in1[at]);
  let x2 = F(in2[j]);
  let x3 = F(in3[j]);
  let x4 = F(in3[1u * channels + j]);
  let t0: F = x2 * x0 + (x3 * x1 + x4);
  out0[at] = t0;
}

// batchNormTrainGradient/map/x4: a convolution's input gradient and batchNormTrainGradient, sums of what is stored; 1 × 1 × 1 workgroups

alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
@group(0) @binding(0) var<storage, read> in0: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> in1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> out0: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = id.x;
  if (at >= arrayLength(&out0)) { return; }
  let x0 = F(in0[at]);
  let x1 = F(in1[at]);
  let t0: F = x0 * inverseSqrt(x1 + 0.000009999999747378752f);
  out0[at] = t0;
}
