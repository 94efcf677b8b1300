// reduceMean/sum by thread/x1: reduceMean, all but channels; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let output = id.x;
  if (output >= 5u) { return; }
  var rest = output;
  let k0 = rest;
  let base0 = k0 * 21u;
  var sum0 = F(0);
  for (var r0 = 0u; r0 < 2u; r0++) {
    for (var r1 = 0u; r1 < 21u; r1++) {
      let x0 = F(in0[base0 + r0 * 105u + r1]);
      sum0 += x0;
    }
  }
  out0[output] = (sum0) * 0.02380952425301075f;
}

// batchNormTrainGradient/map/x1: batchNormTrainGradient, odd map; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read> in2: array<f32>;
@group(0) @binding(3) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= 3u) { return; }
  let x0 = F(in0[i]);
  let x1 = F(in1[i]);
  let x2 = F(in2[i]);
  let t0: F = x0 * inverseSqrt(x1 + 0.0010000000474974513f);
  let t1: F = F(1) / (x1 + 0.0010000000474974513f);
  out0[i] = t0;
  out0[3u + i] = x2;
  out0[6u + i] = t1;
}

// batchNormTrainGradient/sum by thread/x1: batchNormTrainGradient, odd map; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read> in2: array<f32>;
@group(0) @binding(3) var<storage, read_write> out0: array<f32>;
@group(0) @binding(4) var<storage, read_write> out1: array<f32>;
@group(0) @binding(5) var<storage, read_write> made: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let output = id.x;
  if (output >= 3u) { return; }
  var rest = output;
  let k0 = rest;
  let base0 = k0 * 15u;
  let base1 = k0 * 15u;
  let base2 = 3u + k0;
  var sum0 = F(0);
  var sum1 = F(0);
  for (var r0 = 0u; r0 < 2u; r0++) {
    for (var r1 = 0u; r1 < 15u; r1++) {
      let x0 = F(in0[base0 + r0 * 45u + r1]);
      let x1 = F(in1[base1 + r0 * 45u + r1]);
      let x2 = F(in2[base2 + 0u]);
      let t0: F = x0 * (x1 - x2);
      sum0 += x0;
      sum1 += t0;
    }
  }
  let total0 = sum0;
  out0[output] = total0;
  let total1 = sum1;
  out1[output] = total1;
  let x3 = F(in2[output]);
  let x4 = F(in2[6u + output]);
  let x5 = F(total1);
  let x6 = F(total0);
  let x7 = F(in2[3u + output]);
  let t0: F = -x3 * x4 * x5 * 0.03333333507180214f;
  let t1: F = -x3 * x6 * 0.03333333507180214f - t0 * x7;
  made[output] = t0;
  made[3u + output] = t1;
}

// batchNormTrainGradient/map/x1: batchNormTrainGradient, odd map; 1 × 1 × 2 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read> in2: array<f32>;
@group(0) @binding(3) var<storage, read> in3: array<f32>;
@group(0) @binding(4) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  let j = id.y;
  let k = id.z;
  if (i >= 15u || j >= 3u) { return; }
  let x0 = F(in0[k * 45u + j * 15u + i]);
  let x1 = F(in1[k * 45u + j * 15u + i]);
  let x2 = F(in2[j]);
  let x3 = F(in3[j]);
  let x4 = F(in3[3u + j]);
  let t0: F = x2 * x0 + (x3 * x1 + x4);
  out0[k * 45u + j * 15u + i] = t0;
}

// batchNormTrainGradient/map/x1: batchNormTrainGradient, odd map; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = id.x;
  if (at >= arrayLength(&out0)) { return; }
  let x0 = F(in0[at]);
  let x1 = F(in1[at]);
  let t0: F = x0 * inverseSqrt(x1 + 0.0010000000474974513f);
  out0[at] = t0;
}
