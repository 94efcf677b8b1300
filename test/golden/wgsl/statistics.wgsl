// batchNormTrain/statistics/x1: batchNormTrain, odd map; 3 × 1 × 1 workgroups

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

@compute @workgroup_size(16, 4)
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
  for (var image = lane.y; image < 2u; image += 4u) {
    for (var i = lane.x; i < row; i += 16u) {
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
  for (var image = lane.y; image < 2u; image += 4u) {
    for (var i = lane.x; i < row; i += 16u) {
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

// batchNormTrain/map/x1: batchNormTrain, odd map; 1 × 1 × 2 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  let j = id.y;
  let k = id.z;
  if (i >= 15u || j >= 3u) { return; }
  let x0 = F(in0[k * 45u + j * 15u + i]);
  let x1 = F(in1[j]);
  let x2 = F(in1[12u + j]);
  let t0: F = x0 * x1 + x2;
  out0[k * 45u + j * 15u + i] = t0;
}
