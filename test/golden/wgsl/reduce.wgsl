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
