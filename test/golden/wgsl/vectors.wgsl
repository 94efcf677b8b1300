// concat/2 vectors: a row of metrics, from numbers and vectors; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = id.x;
  if (at < 1u) {
    let i = at;
    let x0 = F(in0[0u]);
    result[i] = x0;
    return;
  }
  if (at < 6u) {
    let i = at - 1u;
    let x1 = F(in1[i]);
    let t0: F = sqrt(x1);
    result[i + 1u] = t0;
    return;
  }
}
