// conv2d/direct/4x1: conv2d, 3×3 same; 3 × 2 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y / 2u;
  let m0 = (block.y % 2u) * 4u;
  let first = block.x * 64u + thread;
  let q0 = first;
  let inside0 = q0 < 154u;
  let n0 = select(0u, q0, inside0) / 77u;
  let p0 = select(0u, q0, inside0) % 77u;
  let row0 = i32(p0 / 11u);
  let column0 = i32(p0 % 11u);
  let image0 = i32((n0 * 3u + group * 3u) * 77u);
  let w0 = group * 135u + (m0) * 27u;
  let w1 = group * 135u + min(m0 + 1u, 4u) * 27u;
  let w2 = group * 135u + min(m0 + 2u, 4u) * 27u;
  let w3 = group * 135u + min(m0 + 3u, 4u) * 27u;
  var sum0_0 = 0.0;
  var sum1_0 = 0.0;
  var sum2_0 = 0.0;
  var sum3_0 = 0.0;
  for (var ky = 0; ky < 3; ky++) {
    for (var kx = 0; kx < 3; kx++) {
      let tap = u32((0 + ky * 1) * 3 + 0 + kx * 1);
      let y0 = row0 * 1 - 1 + ky * 1;
      let x0 = column0 * 1 - 1 + kx * 1;
      let valid0 = y0 >= 0 && y0 < 7 && x0 >= 0 && x0 < 11;
      let at0 = u32(image0 + select(0, y0 * 11 + x0, valid0));
      for (var r = 0u; r < 3u; r++) {
        let s0 = select(0.0, source[at0 + r * 77u], valid0);
        let f0 = weight[w0 + r * 9u + tap];
        sum0_0 += f0 * s0;
        let f1 = weight[w1 + r * 9u + tap];
        sum1_0 += f1 * s0;
        let f2 = weight[w2 + r * 9u + tap];
        sum2_0 += f2 * s0;
        let f3 = weight[w3 + r * 9u + tap];
        sum3_0 += f3 * s0;
      }
    }
  }
  if (inside0) {
    if (m0 < 5u) { result[(n0 * 5u + group * 5u + m0) * 77u + p0] = sum0_0; }
    if (m0 + 1u < 5u) { result[(n0 * 5u + group * 5u + m0 + 1u) * 77u + p0] = sum1_0; }
    if (m0 + 2u < 5u) { result[(n0 * 5u + group * 5u + m0 + 2u) * 77u + p0] = sum2_0; }
    if (m0 + 3u < 5u) { result[(n0 * 5u + group * 5u + m0 + 3u) * 77u + p0] = sum3_0; }
  }
}
