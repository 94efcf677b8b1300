// maxPool/run a thread: maxPool, 3×3 stride 2 padded; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;

fn element(at: i32, column: i32) -> f32 {
  let inside = u32(column) < 8u;
  return select(-3.4028234663852886e38f, x[select(0, at, inside)], inside);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 30u) { return; }
  let plane = id.x / 5u;
  let row = i32(id.x % 5u);
  let column = 0;
  let startY = row * 2 - 1;
  let startX = column * 2 - 1;
  let base = i32(plane) * 72 + startX;
  var best = vec4<f32>(-3.4028234663852886e38f);
  for (var r = max(startY, 0); r < min(startY + 3, 9); r++) {
    let start = base + r * 8;
    let x0 = element(start, startX);
    let x1 = element(start + 1, startX + 1);
    let x2 = element(start + 2, startX + 2);
    let x3 = element(start + 3, startX + 3);
    let x4 = element(start + 4, startX + 4);
    let x5 = element(start + 5, startX + 5);
    let x6 = element(start + 6, startX + 6);
    let x7 = element(start + 7, startX + 7);
    let x8 = element(start + 8, startX + 8);
    let tap0 = vec4<f32>(x0, x2, x4, x6);
    best = max(best, tap0);
    let tap1 = vec4<f32>(x1, x3, x5, x7);
    best = max(best, tap1);
    let tap2 = vec4<f32>(x2, x4, x6, x8);
    best = max(best, tap2);
  }
  y[(plane * 5u + u32(row)) + u32(column / 4)] = best;
}

// averagePool/run a thread: averagePool, 3×3 stride 1 same; 2 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn element(at: i32, column: i32) -> f32 {
  let inside = u32(column) < 5u;
  return select(0.0, x[select(0, at, inside)], inside);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 70u) { return; }
  let plane = id.x / 14u;
  let row = i32(id.x / 2u % 7u);
  let column = i32(id.x % 2u) * 4;
  let startY = row - 1;
  let startX = column - 1;
  let base = i32(plane) * 35 + startX;
  var sum = vec4<f32>();
  for (var r = max(startY, 0); r < min(startY + 3, 7); r++) {
    let start = base + r * 5;
    let x0 = element(start, startX);
    let x1 = element(start + 1, startX + 1);
    let x2 = element(start + 2, startX + 2);
    let x3 = element(start + 3, startX + 3);
    let x4 = element(start + 4, startX + 4);
    let x5 = element(start + 5, startX + 5);
    let tap0 = vec4<f32>(x0, x1, x2, x3);
    sum += tap0;
    let tap1 = vec4<f32>(x1, x2, x3, x4);
    sum += tap1;
    let tap2 = vec4<f32>(x2, x3, x4, x5);
    sum += tap2;
  }
  let starts = startX + vec4<i32>(0, 1, 2, 3);
  let mean = sum / (f32(min(startY + 3, 7) - max(startY, 0)) * vec4<f32>(min(starts + 3, vec4<i32>(5)) - max(starts, vec4<i32>(0))));
  let yAt = (plane * 7u + u32(row)) * 5u + u32(column);
  y[yAt] = mean.x;
  if (column + 1 < 5) { y[yAt + 1u] = mean.y; }
  if (column + 2 < 5) { y[yAt + 2u] = mean.z; }
  if (column + 3 < 5) { y[yAt + 3u] = mean.w; }
}
