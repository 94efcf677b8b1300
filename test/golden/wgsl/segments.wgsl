// sumOfSquares/sum by group/x1: sumOfSquares, conv weight; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read_write> out0: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64, 1)
fn main(
  @builtin(workgroup_id) block: vec3<u32>,
  @builtin(local_invocation_id) lane: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let output = block.x;
  var rest = output;
  let k0 = rest;
  let first = block.z * 135u;
  let end = min(first + 135u, 135u);
  let base0 = 0u;
  var sum0 = F(0);
  for (var r0 = first + lane.x; r0 < end; r0 += 64u) {
    let x0 = F(in0[base0 + r0]);
    let t0: F = x0 * x0;
    sum0 += t0;
  }
  lanes[0][thread] = sum0;
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
    out0[block.z * 1u + output] = lanes[0][0];
  }
}
