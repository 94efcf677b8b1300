// conv2d/depthwise 1x1: conv2d, depthwise; 3 × 5 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let place = block.x * 64u + thread;
  if (place >= 154u) { return; }
  let n = place / 77u;
  let top = place % 77u / 11u;
  let left = place % 11u;
  let row = i32(top);
  let column = i32(left);
  let inColumn0 = column >= 1;
  let inColumn2 = column < 10;
  var sum0_0_0 = 0.0;
  for (var r = 0u; r < 1u; r++) {
    let image = i32((n * 5u + group + r) * 77u);
    let own = group * 9u + r * 9u;
    let w0_0_0 = weight[own];
    let w0_0_1 = weight[own + 1u];
    let w0_0_2 = weight[own + 2u];
    let w0_1_0 = weight[own + 3u];
    let w0_1_1 = weight[own + 4u];
    let w0_1_2 = weight[own + 5u];
    let w0_2_0 = weight[own + 6u];
    let w0_2_1 = weight[own + 7u];
    let w0_2_2 = weight[own + 8u];
    let inRow0 = row >= 1;
    let line0 = image + (row - 1) * 11 + column;
    let x0_0 = select(0.0, source[select(0u, u32(line0 - 1), inRow0 && inColumn0)], inRow0 && inColumn0);
    sum0_0_0 += w0_0_0 * x0_0;
    let x0_1 = select(0.0, source[select(0u, u32(line0), inRow0)], inRow0);
    sum0_0_0 += w0_0_1 * x0_1;
    let x0_2 = select(0.0, source[select(0u, u32(line0 + 1), inRow0 && inColumn2)], inRow0 && inColumn2);
    sum0_0_0 += w0_0_2 * x0_2;
    let line1 = image + (row) * 11 + column;
    let x1_0 = select(0.0, source[select(0u, u32(line1 - 1), inColumn0)], inColumn0);
    sum0_0_0 += w0_1_0 * x1_0;
    let x1_1 = source[line1];
    sum0_0_0 += w0_1_1 * x1_1;
    let x1_2 = select(0.0, source[select(0u, u32(line1 + 1), inColumn2)], inColumn2);
    sum0_0_0 += w0_1_2 * x1_2;
    let inRow2 = row < 6;
    let line2 = image + (row + 1) * 11 + column;
    let x2_0 = select(0.0, source[select(0u, u32(line2 - 1), inRow2 && inColumn0)], inRow2 && inColumn0);
    sum0_0_0 += w0_2_0 * x2_0;
    let x2_1 = select(0.0, source[select(0u, u32(line2), inRow2)], inRow2);
    sum0_0_0 += w0_2_1 * x2_1;
    let x2_2 = select(0.0, source[select(0u, u32(line2 + 1), inRow2 && inColumn2)], inRow2 && inColumn2);
    sum0_0_0 += w0_2_2 * x2_2;
  }
  let corner = (top) * 11u + left;
  let to = (n * 5u + group) * 77u + corner;
  result[to] = sum0_0_0;
}
