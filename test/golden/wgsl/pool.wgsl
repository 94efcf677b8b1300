// maxPool/thread an element: maxPool, 2×2 stride 2; 1 × 6 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let plane = id.y;
  if (id.x >= 6u) { return; }
  let row = i32(id.x / 2u);
  let column = i32(id.x % 2u);
  let startY = row * 2 - 0;
  let startX = column * 2 - 0;
  let top = max(startY, 0);
  let bottom = min(startY + 2, 6);
  let left = max(startX, 0);
  let right = min(startX + 2, 4);
  let base = i32(plane) * 24;
  var value = -3.4028234663852886e38f;
  for (var r = top; r < bottom; r++) {
    for (var s = left; s < right; s++) { value = max(value, x[base + r * 4 + s]); }
  }
  y[plane * 6u + id.x] = value;
}

// maxPoolGradient/thread an element: maxPoolGradient, 2×2 stride 2; 1 × 6 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let plane = id.y;
  if (id.x >= 24u) { return; }
  let row = i32(id.x / 4u);
  let column = i32(id.x % 4u);
  let base = i32(plane) * 24;
  let outputs = i32(plane) * 6;
  let gradients = i32(plane) * 6;
  let own = x[base + row * 4 + column];
  var sum = 0.0;
  for (var p = max((row + 0) / 2 * i32(row + 0 >= 2), 0); p < min((row + 0) / 2 + 1, 3); p++) {
    for (var q = max((column + 0) / 2 * i32(column + 0 >= 2), 0); q < min((column + 0) / 2 + 1, 2); q++) {
      if (own != y[outputs + p * 2 + q]) { continue; }
      let startY = p * 2 - 0;
      let startX = q * 2 - 0;
      let top = max(startY, 0);
      let bottom = min(startY + 2, 6);
      let left = max(startX, 0);
      let right = min(startX + 2, 4);
      var first = true;
      for (var r = top; r <= row && first; r++) {
        for (var s = left; s < right && (r < row || s < column); s++) {
          if (x[base + r * 4 + s] == own) { first = false; break; }
        }
      }
      if (first) { sum += dy[gradients + p * 2 + q]; }
    }
  }
  dx[plane * 24u + id.x] = sum;
}

// averagePoolGradient/thread an element: averagePoolGradient, 2×2 stride 2; 1 × 6 × 1 workgroups

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let plane = id.y;
  if (id.x >= 24u) { return; }
  let row = i32(id.x / 4u);
  let column = i32(id.x % 4u);
  let outputs = i32(plane) * 6;
  var sum = 0.0;
  for (var p = max((row + 0) / 2 * i32(row + 0 >= 2), 0); p < min((row + 0) / 2 + 1, 3); p++) {
    for (var q = max((column + 0) / 2 * i32(column + 0 >= 2), 0); q < min((column + 0) / 2 + 1, 2); q++) {
      let startY = p * 2 - 0;
      let startX = q * 2 - 0;
      let top = max(startY, 0);
      let bottom = min(startY + 2, 6);
      let left = max(startX, 0);
      let right = min(startX + 2, 4);
      if (row >= bottom || column >= right) { continue; }
      sum += dy[outputs + p * 2 + q] / f32((bottom - top) * (right - left));
    }
  }
  dx[plane * 24u + id.x] = sum;
}
