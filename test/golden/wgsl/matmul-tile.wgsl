// matmul/tile 32x64: matmul, wide; 1 × 2 × 1 workgroups

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec4<f32>>;

fn aAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(a[safe.x], a[safe.y], a[safe.z], a[safe.w]), real);
}

fn bAt(at: u32, real: bool) -> vec4<f32> {
  let safe = select(u32(), at, real);
  return select(vec4<f32>(), b[safe], real);
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns 4q, 4q + 1, 4q + 2, 4q + 3.
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let m0 = block.y * 32u;
  let n0 = block.x * 64u;
  let firstRow = block.z * 33u;
  let first = block.z * 4u;
  let end = min(first + 4u, 4u);
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let aPlace0 = min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(32u)) * 50u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let bPlace = min(n0 / 4u + rightQuad, 10u);

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let aIndex = chunk * 16u + leftInner;
      let aReal = aIndex < 50u;
      leftNext0 = aAt(aPlace0 + aIndex, aReal);
      let bIndex0 = chunk * 16u + rightInner;
      let bReal0 = bIndex0 < 50u;
      let bIndex1 = chunk * 16u + rightInner + 8u;
      let bReal1 = bIndex1 < 50u;
      rightNext0 = bAt(bPlace + bIndex0 * 11u, bReal0);
      rightNext1 = bAt(bPlace + bIndex1 * 11u, bReal1);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 9u + down];
        let b0 = right[k * 16u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 9u + leftQuad] = leftNext0;
      right[rightInner * 16u + rightQuad] = rightNext0;
      right[(rightInner + 8u) * 16u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 / 4u + across;
  let real0 = column0 < 11u;
  if (m < 33u && real0) { result[(firstRow + m) * 11u + column0] = sum0_0; }
  if (m + 8u < 33u && real0) { result[(firstRow + m + 8u) * 11u + column0] = sum1_0; }
  if (m + 16u < 33u && real0) { result[(firstRow + m + 16u) * 11u + column0] = sum2_0; }
  if (m + 24u < 33u && real0) { result[(firstRow + m + 24u) * 11u + column0] = sum3_0; }
}

// matmul/tile 64x64/split 2: matmul, wide, B transposed; 2 × 1 × 2 workgroups

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

fn aAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(a[safe.x], a[safe.y], a[safe.z], a[safe.w]), real);
}

fn bAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(b[safe.x], b[safe.y], b[safe.z], b[safe.w]), real);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

// Quad q of the left factor has rows q, q + 16, q + 32, q + 48, of the right one columns q, q + 16, q + 32, q + 48.
var<workgroup> left: array<vec4<f32>, 272>;
var<workgroup> right: array<vec4<f32>, 272>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let m0 = block.y * 64u;
  let n0 = block.x * 64u;
  let firstRow = block.z * 17u;
  let first = block.z * 13u;
  let end = min(first + 13u, 26u);
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let aPlace0 = min(m0 + leftQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(16u)) * 410u;
  let rightQuad = thread / 16u;
  let rightInner = thread % 16u;
  let bPlace0 = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(69u)) * 410u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let aIndex = chunk * 16u + leftInner;
      let aReal = aIndex < 410u;
      leftNext0 = aAt(aPlace0 + aIndex, aReal);
      let bIndex = chunk * 16u + rightInner;
      let bReal = bIndex < 410u;
      rightNext0 = bAt(bPlace0 + bIndex, bReal);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 17u + down];
        let b0 = right[k * 17u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 17u + leftQuad] = leftNext0;
      right[rightInner * 17u + rightQuad] = rightNext0;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 16u, 32u, 48u);
  let real0 = column0 < vec4<u32>(70u);
  if (m < 17u) { keep((firstRow + m) * 70u + column0, real0, sum0_0); }
  if (m + 16u < 17u) { keep((firstRow + m + 16u) * 70u + column0, real0, sum1_0); }
  if (m + 32u < 17u) { keep((firstRow + m + 32u) * 70u + column0, real0, sum2_0); }
  if (m + 48u < 17u) { keep((firstRow + m + 48u) * 70u + column0, real0, sum3_0); }
}

// matmul/sum by thread/x1: matmul, wide, B transposed; 19 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let output = id.x;
  var rest = output;
  let k0 = rest;
  if (output >= 1190u) { return; }
  let base0 = k0;
  var sum0 = F(0);
  for (var r0 = 0u; r0 < 2u; r0++) {
    let x0 = F(in0[base0 + r0 * 1190u]);
    sum0 += x0;
  }
  out0[output] = sum0;
}
