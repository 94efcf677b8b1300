// maxPoolArgmax/run a thread: maxPoolGradient, 3×3 stride 2 padded, several runs of four; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> argmax: array<u32>;

fn element(at: i32, column: i32) -> f32 {
  let inside = u32(column) < 24u;
  return select(-3.4028234663852886e38f, x[select(0, at, inside)], inside);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 36u) { return; }
  let plane = id.x / 9u;
  let row = i32(id.x / 3u % 3u);
  let column = i32(id.x % 3u) * 4;
  let startY = row * 2 - 1;
  let startX = column * 2 - 1;
  let base = i32(plane) * 144 + startX;
  var best = vec4<f32>(-3.4028234663852886e38f);
  var at = vec4<u32>();
  for (var r = max(startY, 0); r < min(startY + 3, 6); r++) {
    let start = base + r * 24;
    let tapRow = u32(r - startY) << 4u;
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
    at = select(at, vec4<u32>(tapRow + 0u), tap0 > best);
    best = max(best, tap0);
    let tap1 = vec4<f32>(x1, x3, x5, x7);
    at = select(at, vec4<u32>(tapRow + 1u), tap1 > best);
    best = max(best, tap1);
    let tap2 = vec4<f32>(x2, x4, x6, x8);
    at = select(at, vec4<u32>(tapRow + 2u), tap2 > best);
    best = max(best, tap2);
  }
  y[(plane * 3u + u32(row)) * 3u + u32(column / 4)] = best;
  argmax[id.x] = at.x | (at.y << 8u) | (at.z << 16u) | (at.w << 24u);
}

// maxPoolGradient/run a thread: maxPoolGradient, 3×3 stride 2 padded, several runs of four; 3 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> argmax: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 144u) { return; }
  let plane = id.x / 36u;
  let row = i32(id.x / 6u % 6u);
  let column = i32(id.x % 6u) * 4;
  let gradients = i32(plane) * 36;
  let words = i32(plane) * 9;
  let first = column / 2;
  let end = min((column + 3 + 1) / 2 + 1, 12);
  let run = vec4<i32>(0, 1, 2, 3);
  var sum = vec4<f32>();
  for (var p = row / 2; p < min((row + 1) / 2 + 1, 3); p++) {
    let tapRow = u32(row + 1 - p * 2);
    for (var q = first; q < end; q++) {
      let place = (argmax[words + p * 3 + q / 4] >> (u32(q) % 4u * 8u)) & 255u;
      let begin = q * 2 - column - 1;
      let share = select(0.0, dy[gradients + p * 12 + q], place >> 4u == tapRow);
      sum += select(vec4<f32>(), vec4<f32>(share), run == vec4<i32>(begin + i32(place & 15u)));
    }
  }
  dx[(plane * 6u + u32(row)) * 6u + u32(column / 4)] = sum;
}

// maxPoolArgmax/run a thread: maxPoolGradient, 17×19, more than four bits count; 2 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> argmax: array<u32>;

fn element(at: i32, column: i32) -> f32 {
  let inside = u32(column) < 23u;
  return select(-3.4028234663852886e38f, x[select(0, at, inside)], inside);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 120u) { return; }
  let plane = id.x / 60u;
  let row = i32(id.x / 6u % 10u);
  let column = i32(id.x % 6u) * 4;
  let startY = row * 2 - 8;
  let startX = column - 9;
  let base = i32(plane) * 460 + startX;
  var best = vec4<f32>(-3.4028234663852886e38f);
  var at = vec4<u32>();
  for (var r = max(startY, 0); r < min(startY + 17, 20); r++) {
    let start = base + r * 23;
    let tapRow = u32(r - startY) << 16u;
    for (var s = 0; s < 19; s++) {
      let tap = vec4<f32>(element(start + s, startX + s), element(start + s + 1, startX + s + 1), element(start + s + 2, startX + s + 2), element(start + s + 3, startX + s + 3));
      at = select(at, vec4<u32>(tapRow + u32(s)), tap > best);
      best = max(best, tap);
    }
  }
  let yAt = (plane * 10u + u32(row)) * 23u + u32(column);
  y[yAt] = best.x;
  if (column + 1 < 23) { y[yAt + 1u] = best.y; }
  if (column + 2 < 23) { y[yAt + 2u] = best.z; }
  if (column + 3 < 23) { y[yAt + 3u] = best.w; }
  let argmaxAt = (plane * 10u + u32(row)) * 23u + u32(column);
  argmax[argmaxAt] = at.x;
  if (column + 1 < 23) { argmax[argmaxAt + 1u] = at.y; }
  if (column + 2 < 23) { argmax[argmaxAt + 2u] = at.z; }
  if (column + 3 < 23) { argmax[argmaxAt + 3u] = at.w; }
}

// maxPoolGradient/run a thread: maxPoolGradient, 17×19, more than four bits count; 4 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> argmax: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 240u) { return; }
  let plane = id.x / 120u;
  let row = i32(id.x / 6u % 20u);
  let column = i32(id.x % 6u) * 4;
  let gradients = i32(plane) * 230;
  let words = i32(plane) * 230;
  let first = max(column - 9, 0);
  let end = min(column + 3 + 9 + 1, 23);
  let run = vec4<i32>(0, 1, 2, 3);
  var sum = vec4<f32>();
  for (var p = max(row - 7, 0) / 2; p < min((row + 8) / 2 + 1, 10); p++) {
    let tapRow = u32(row + 8 - p * 2);
    for (var q = first; q < end; q++) {
      let place = argmax[words + p * 23 + q];
      let begin = q - column - 9;
      let share = select(0.0, dy[gradients + p * 23 + q], place >> 16u == tapRow);
      sum += select(vec4<f32>(), vec4<f32>(share), run == vec4<i32>(begin + i32(place & 65535u)));
    }
  }
  let dxAt = (plane * 20u + u32(row)) * 23u + u32(column);
  dx[dxAt] = sum.x;
  if (column + 1 < 23) { dx[dxAt + 1u] = sum.y; }
  if (column + 2 < 23) { dx[dxAt + 2u] = sum.z; }
  if (column + 3 < 23) { dx[dxAt + 3u] = sum.w; }
}

// averagePoolGradient/run a thread: averagePoolGradient, 2×2 stride 2, odd input; 2 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 84u) { return; }
  let plane = id.x / 14u;
  let row = i32(id.x / 2u % 7u);
  let column = i32(id.x % 2u) * 4;
  let gradients = i32(plane) * 6;
  let first = column / 2;
  let end = min((column + 3) / 2 + 1, 2);
  let run = vec4<i32>(0, 1, 2, 3);
  var sum = vec4<f32>();
  for (var p = row / 2; p < min(row / 2 + 1, 3); p++) {
    let startY = p * 2;
    for (var q = first; q < end; q++) {
      let startX = q * 2;
      let begin = q * 2 - column;
      let share = dy[gradients + p * 2 + q] / 4.0;
      sum += select(vec4<f32>(), vec4<f32>(share), (run >= vec4<i32>(begin)) & (run < vec4<i32>(begin + 2)));
    }
  }
  let dxAt = (plane * 7u + u32(row)) * 5u + u32(column);
  dx[dxAt] = sum.x;
  if (column + 1 < 5) { dx[dxAt + 1u] = sum.y; }
  if (column + 2 < 5) { dx[dxAt + 2u] = sum.z; }
  if (column + 3 < 5) { dx[dxAt + 3u] = sum.w; }
}
