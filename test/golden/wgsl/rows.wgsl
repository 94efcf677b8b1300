// softmaxCrossEntropy/workgroup a row: softmaxCrossEntropy, smoothing 0; 5 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

var<workgroup> lanes: array<f32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = block.x;
  var most = -3.4e38;
  for (var k = thread; k < 7u; k += 64u) { most = max(most, x[row * 7u + k]); }
  lanes[thread] = most;
  workgroupBarrier();
  var top = lanes[0];
  for (var l = 1u; l < 64u; l++) { top = max(top, lanes[l]); }
  workgroupBarrier();
  var part = 0.0;
  for (var k = thread; k < 7u; k += 64u) { part += exp(x[row * 7u + k] - top); }
  lanes[thread] = part;
  workgroupBarrier();
  var total = 0.0;
  for (var l = 0u; l < 64u; l++) { total += lanes[l]; }
  workgroupBarrier();
  var own = 0.0;
  for (var k = thread; k < 7u; k += 64u) { own += x[row * 7u + k] - top; }
  lanes[thread] = own;
  workgroupBarrier();
  if (thread == 0u) {
    var all = 0.0;
    for (var l = 0u; l < 64u; l++) { all += lanes[l]; }
    let label = u32(labels[row]);
    let picked = x[row * 7u + label] - top - log(total);
    y[row] = -(1.0f * picked + 0.0f * (all - 7.0f * log(total)));
  }
}

// sums/sums of chunks: softmaxCrossEntropy, smoothing 0; 1 × 1 × 1 workgroups

alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
@group(0) @binding(0) var<storage, read> in0: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let own = block.x;
  let row = table[5u + own * 2u] * 5u;
  let first = table[6u + own * 2u];
  let end = min(first + table[row + 2u], table[row + 1u]);
  var sum = F(0);
  let start0 = table[row + 4u];
  for (var i = first / 4u + thread; i * 4u < end; i += 64u) {
    let x0 = F(in0[start0 + i]);
    sum += select(F(0), x0, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(end));
  }
  lanes[0][thread] = dot(sum, F(1.0));
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) {
      lanes[0][thread] += lanes[0][l];
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
      lanes[0][0] += lanes[0][l];
    }
    parts[own] = lanes[0][0] * bitcast<f32>(table[row + 3u]);
  }
}

// sums/join of chunks: softmaxCrossEntropy, smoothing 0; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> results: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let own = block.x;
  var sum = 0.0;
  for (var run = table[own * 3u + 1u]; run < table[own * 3u + 2u]; run += 2u) {
    for (var i = table[run] + thread; i < table[run + 1u]; i += 64u) { sum += parts[i]; }
  }
  lanes[0][thread] = sum;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) {
      lanes[0][thread] += lanes[0][l];
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
      lanes[0][0] += lanes[0][l];
    }
    results[table[own * 3u]] = lanes[0][0];
  }
}

// softmaxCrossEntropyGradient/workgroup a row: softmaxCrossEntropyGradient, smoothing 0; 5 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<i32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

var<workgroup> lanes: array<f32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = block.x;
  var most = -3.4e38;
  for (var k = thread; k < 7u; k += 64u) { most = max(most, x[row * 7u + k]); }
  lanes[thread] = most;
  workgroupBarrier();
  var top = lanes[0];
  for (var l = 1u; l < 64u; l++) { top = max(top, lanes[l]); }
  workgroupBarrier();
  var part = 0.0;
  for (var k = thread; k < 7u; k += 64u) { part += exp(x[row * 7u + k] - top); }
  lanes[thread] = part;
  workgroupBarrier();
  var total = 0.0;
  for (var l = 0u; l < 64u; l++) { total += lanes[l]; }
  workgroupBarrier();
  let label = u32(labels[row]);
  let x0 = F(in0[0u]);
  let share = x0 * 0.20000000298023224f;
  for (var k = thread; k < 7u; k += 64u) {
    let wanted = select(0.0, 1.0f, k == label) + 0.0f;
    y[row * 7u + k] = share * (exp(x[row * 7u + k] - top) / total - wanted);
  }
}

// topKCorrect/workgroup a row: topKCorrect, top 1; 13 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

var<workgroup> lanes: array<u32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = block.x;
  let label = u32(labels[row]);
  let wanted = x[row * 5u + label];
  var own = 0u;
  for (var k = thread; k < 5u; k += 64u) {
    let value = x[row * 5u + k];
    if (value > wanted || (value == wanted && k < label)) { own++; }
  }
  lanes[thread] = own;
  workgroupBarrier();
  if (thread == 0u) {
    var rank = 0u;
    for (var l = 0u; l < 64u; l++) { rank += lanes[l]; }
    y[row] = rank;
  }
}

// sums/sums of chunks: topKCorrect, top 1; 1 × 1 × 1 workgroups

alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
@group(0) @binding(0) var<storage, read> in0: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let own = block.x;
  let row = table[5u + own * 2u] * 5u;
  let first = table[6u + own * 2u];
  let end = min(first + table[row + 2u], table[row + 1u]);
  var sum = F(0);
  let start0 = table[row + 4u];
  for (var i = first / 4u + thread; i * 4u < end; i += 64u) {
    let x0 = U(in0[start0 + i]);
    let t0: F = select(F(0), F(1), x0 < U(1u));
    sum += select(F(0), t0, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(end));
  }
  lanes[0][thread] = dot(sum, F(1.0));
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) {
      lanes[0][thread] += lanes[0][l];
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
      lanes[0][0] += lanes[0][l];
    }
    parts[own] = lanes[0][0] * bitcast<f32>(table[row + 3u]);
  }
}

// sums/join of chunks: topKCorrect, top 1; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> results: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let own = block.x;
  var sum = 0.0;
  for (var run = table[own * 3u + 1u]; run < table[own * 3u + 2u]; run += 2u) {
    for (var i = table[run] + thread; i < table[run + 1u]; i += 64u) { sum += parts[i]; }
  }
  lanes[0][thread] = sum;
  workgroupBarrier();
  if (thread < 8u) {
    for (var l = thread + 8u; l < 64u; l += 8u) {
      lanes[0][thread] += lanes[0][l];
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var l = 1u; l < 8u; l++) {
      lanes[0][0] += lanes[0][l];
    }
    results[table[own * 3u]] = lanes[0][0];
  }
}
