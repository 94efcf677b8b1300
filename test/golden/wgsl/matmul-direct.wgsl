// matmul/direct/1x1: matmul, plain; 1 × 3 × 1 workgroups

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let m0 = id.y;
  if (id.x >= 5u) { return; }
  let a0 = (m0) * 7u;
  var sum0 = 0.0;
  let b0 = id.x;
  for (var k = 0u; k < 7u; k++) {
    let value = b[b0 + k * 5u];
    sum0 += a[a0 + k] * value;
  }
  c[(m0) * 5u + id.x] = sum0;
}
