// localResponseNorm/run of channels a thread: localResponseNorm, size 5; 1 × 4 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

// k + alpha/size · Σ x² over the neighbours of each of a run of channels.
fn scales(xAt: i32, first: i32) -> vec4<f32> {
  let run = vec4<i32>(0, 1, 2, 3);
  var squares = vec4<f32>();
  for (var c = max(first - 2, 0); c < min(first + 6, 7); c++) {
    let value = x[xAt + c * 9];
    squares += select(vec4<f32>(), vec4<f32>(value * value), (run >= vec4<i32>(c - first - 2)) & (run <= vec4<i32>(c - first + 2)));
  }
  return 1.0f + 0.10000000149011612f * squares;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 9u) { return; }
  let image = i32(id.y / 2u);
  let channel = i32(id.y % 2u) * 4;
  let xAt = image * 63 + i32(id.x);
  let yAt = image * 63 + i32(id.x);
  let results = vec4<f32>(x[xAt + channel * 9], x[xAt + min(channel + 1, 6) * 9], x[xAt + min(channel + 2, 6) * 9], x[xAt + min(channel + 3, 6) * 9]) * pow(scales(xAt, channel), vec4<f32>(-0.75f));
  y[yAt + channel * 9] = results.x;
  if (channel + 1 < 7) { y[yAt + (channel + 1) * 9] = results.y; }
  if (channel + 2 < 7) { y[yAt + (channel + 2) * 9] = results.z; }
  if (channel + 3 < 7) { y[yAt + (channel + 3) * 9] = results.w; }
}

// localResponseNormGradient/run of channels a thread: localResponseNormGradient, size 5; 1 × 4 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

// k + alpha/size · Σ x² over the neighbours of each of a run of channels.
fn scales(xAt: i32, first: i32) -> vec4<f32> {
  let run = vec4<i32>(0, 1, 2, 3);
  var squares = vec4<f32>();
  for (var c = max(first - 2, 0); c < min(first + 6, 7); c++) {
    let value = x[xAt + c * 9];
    squares += select(vec4<f32>(), vec4<f32>(value * value), (run >= vec4<i32>(c - first - 2)) & (run <= vec4<i32>(c - first + 2)));
  }
  return 1.0f + 0.10000000149011612f * squares;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 9u) { return; }
  let image = i32(id.y / 2u);
  let channel = i32(id.y % 2u) * 4;
  let xAt = image * 63 + i32(id.x);
  let yAt = image * 63 + i32(id.x);
  let dyAt = image * 63 + i32(id.x);
  let dxAt = image * 63 + i32(id.x);
  let run = vec4<i32>(0, 1, 2, 3);
  var direct = vec4<f32>();
  var sum = vec4<f32>();
  for (var first = channel - 2; first < min(channel + 6, 7); first += 4) {
    let s = scales(xAt, first);
    for (var c = max(first, 0); c < min(first + 4, 7); c++) {
      let given = dy[dyAt + c * 9];
      let own = s[c - first];
      let share = given * y[yAt + c * 9] / own;
      sum += select(vec4<f32>(), vec4<f32>(share), (run >= vec4<i32>(c - channel - 2)) & (run <= vec4<i32>(c - channel + 2)));
      if (c >= channel && c < channel + 4) {
        direct += select(vec4<f32>(), vec4<f32>(given * pow(own, -0.75f)), run == vec4<i32>(c - channel));
      }
    }
  }
  let results = direct - 0.15000000596046448f * vec4<f32>(x[xAt + channel * 9], x[xAt + min(channel + 1, 6) * 9], x[xAt + min(channel + 2, 6) * 9], x[xAt + min(channel + 3, 6) * 9]) * sum;
  dx[dxAt + channel * 9] = results.x;
  if (channel + 1 < 7) { dx[dxAt + (channel + 1) * 9] = results.y; }
  if (channel + 2 < 7) { dx[dxAt + (channel + 2) * 9] = results.z; }
  if (channel + 3 < 7) { dx[dxAt + (channel + 3) * 9] = results.w; }
}
