// localResponseNorm/thread an element: localResponseNorm, size 5; 1 × 14 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 9u) { return; }
  let plane = id.y;
  let channel = i32(plane % 7u);
  let image = i32(plane / 7u * 7u) * 9;

    var squares = 0.0;
    for (var o = max(channel - 2, 0); o <= min(channel + 2, 6); o++) {
      let value = x[image + o * 9 + i32(id.x)];
      squares += value * value;
    }
    let s = 1.0f + 0.10000000149011612f * squares;
  y[plane * 9u + id.x] = x[image + channel * 9 + i32(id.x)] * pow(s, -0.75f);
}

// localResponseNormGradient/thread an element: localResponseNormGradient, size 5; 1 × 14 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= 9u) { return; }
  let plane = id.y;
  let channel = i32(plane % 7u);
  let image = i32(plane / 7u * 7u) * 9;
  let outputs = i32(plane / 7u * 7u) * 9;
  let gradients = i32(plane / 7u * 7u) * 9;
  var direct = 0.0;
  var sum = 0.0;
  for (var other = max(channel - 2, 0); other <= min(channel + 2, 6); other++) {

    var squares = 0.0;
    for (var o = max(other - 2, 0); o <= min(other + 2, 6); o++) {
      let value = x[image + o * 9 + i32(id.x)];
      squares += value * value;
    }
    let s = 1.0f + 0.10000000149011612f * squares;
    let at = other * 9 + i32(id.x);
    sum += dy[gradients + at] * y[outputs + at] / s;
    if (other == channel) { direct = dy[gradients + at] * pow(s, -0.75f); }
  }
  let own = x[image + channel * 9 + i32(id.x)];
  dx[plane * 9u + id.x] = direct - 0.15000000596046448f * own * sum;
}
