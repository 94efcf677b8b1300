alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
@group(0) @binding(0) var<storage, read> in0: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read> in2: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> out0: array<vec4<f32>>;

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
  let x3 = F(in2[at]);
  let t0: F = x0 * x1 + x2;
  let t1: F = t0 + x3;
  let t2: F = select(t1, F(0), t1 <= F(0));
  out0[at] = t2;
}
