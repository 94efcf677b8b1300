// conv2dWeightGradient/depthwise x1/split 3: conv2dWeightGradient, depthwise; 3 × 5 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 9>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  var sum0_0_0 = 0.0;
  var sum0_0_1 = 0.0;
  var sum0_0_2 = 0.0;
  var sum0_1_0 = 0.0;
  var sum0_1_1 = 0.0;
  var sum0_1_2 = 0.0;
  var sum0_2_0 = 0.0;
  var sum0_2_1 = 0.0;
  var sum0_2_2 = 0.0;
  for (var run = block.x * 52u + thread; run < min((block.x + 1u) * 52u, 154u); run += 64u) {
    let n = run / 77u;
    let line = run % 77u / 11u;
    let first = run % 11u;
    let row = i32(line);
    let column = i32(first);
    let image = i32((n * 5u + group) * 77u);
    let dyAt = (n * 5u + group) * 77u + line * 11u + first;
    let d0_0 = dy[dyAt];
    let inColumn0 = column >= 1;
    let inColumn2 = column < 10;
    let inRow0 = row >= 1;
    let line0 = image + (row - 1) * 11 + column;
    let x0_0 = select(0.0, x[select(0u, u32(line0 - 1), inRow0 && inColumn0)], inRow0 && inColumn0);
    sum0_0_0 += d0_0 * x0_0;
    let x0_1 = select(0.0, x[select(0u, u32(line0), inRow0)], inRow0);
    sum0_0_1 += d0_0 * x0_1;
    let x0_2 = select(0.0, x[select(0u, u32(line0 + 1), inRow0 && inColumn2)], inRow0 && inColumn2);
    sum0_0_2 += d0_0 * x0_2;
    let line1 = image + (row) * 11 + column;
    let x1_0 = select(0.0, x[select(0u, u32(line1 - 1), inColumn0)], inColumn0);
    sum0_1_0 += d0_0 * x1_0;
    let x1_1 = x[line1];
    sum0_1_1 += d0_0 * x1_1;
    let x1_2 = select(0.0, x[select(0u, u32(line1 + 1), inColumn2)], inColumn2);
    sum0_1_2 += d0_0 * x1_2;
    let inRow2 = row < 6;
    let line2 = image + (row + 1) * 11 + column;
    let x2_0 = select(0.0, x[select(0u, u32(line2 - 1), inRow2 && inColumn0)], inRow2 && inColumn0);
    sum0_2_0 += d0_0 * x2_0;
    let x2_1 = select(0.0, x[select(0u, u32(line2), inRow2)], inRow2);
    sum0_2_1 += d0_0 * x2_1;
    let x2_2 = select(0.0, x[select(0u, u32(line2 + 1), inRow2 && inColumn2)], inRow2 && inColumn2);
    sum0_2_2 += d0_0 * x2_2;
  }
  lanes[0][thread] = sum0_0_0;
  lanes[1][thread] = sum0_0_1;
  lanes[2][thread] = sum0_0_2;
  lanes[3][thread] = sum0_1_0;
  lanes[4][thread] = sum0_1_1;
  lanes[5][thread] = sum0_1_2;
  lanes[6][thread] = sum0_2_0;
  lanes[7][thread] = sum0_2_1;
  lanes[8][thread] = sum0_2_2;
  workgroupBarrier();
  for (var s = thread; s < 9u; s += 64u) {
    var sum = 0.0;
    for (var l = 0u; l < 64u; l++) { sum += lanes[s][l]; }
    dw[block.x * 45u + group * 9u + s] = sum;
  }
}

// conv2dWeightGradient/join/x1: conv2dWeightGradient, depthwise; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> result0: array<f32>;

fn joined(first: u32, step: u32, splits: u32) -> f32 {
  var sum = f32();
  for (var s = 0u; s < splits; s++) { sum += parts[first + s * step]; }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i < 45u) { result0[i] = joined(i, 45u, 3u); return; }
}
