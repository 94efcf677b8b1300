// sums/sums of chunks: sums of squares, of a weight and a map, and of a vector; 5 × 1 × 1 workgroups

alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
@group(0) @binding(0) var<storage, read> in0: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> in1: array<f32>;
@group(0) @binding(2) var<storage, read> in2: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> table: array<u32>;
@group(0) @binding(4) var<storage, read_write> parts: array<f32>;

var<workgroup> lanes: array<array<f32, 64>, 1>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let own = block.x;
  let row = table[15u + own * 2u] * 5u;
  let first = table[16u + own * 2u];
  let end = min(first + table[row + 2u], table[row + 1u]);
  var sum = F(0);
  switch table[row] {
    case 0u: {
      let start0 = table[row + 4u];
      for (var i = first / 4u + thread; i * 4u < end; i += 64u) {
        let x0 = F(in0[start0 + i]);
        let x1 = F(in1[0u]);
        let t0: F = x0 * x1;
        sum += select(F(0), t0, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(end));
      }
    }
    case 1u: {
      let start0 = table[row + 4u];
      for (var i = first / 4u + thread; i * 4u < end; i += 64u) {
        let x0 = F(in0[start0 + i]);
        let t0: F = x0 * x0;
        sum += select(F(0), t0, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(end));
      }
    }
    default: {
      let start0 = table[row + 4u];
      for (var i = first / 4u + thread; i * 4u < end; i += 64u) {
        let x2 = F(in2[start0 + i]);
        let t0: F = x2 * x2;
        sum += select(F(0), t0, U(i * 4u) + U(0u, 1u, 2u, 3u) < U(end));
      }
    }
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

// sums/join of chunks: sums of squares, of a weight and a map, and of a vector; 3 × 1 × 1 workgroups

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
