// hardSwishGradient/map/x1: hardSwishGradient, odd feature map; 2 × 1 × 1 workgroups

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
  let t0: F = x1 * select(select(x0 * 0.3333333432674408f + F(0.5), F(0), x0 <= F(-3)), F(1), x0 >= F(3));
  out0[at] = t0;
}
