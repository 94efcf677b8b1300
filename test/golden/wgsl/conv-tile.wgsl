// conv2d/tile 32x64: conv2d, 3×3, 32 to 20 channels, batch 1; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>) -> vec4<f32> {
  let inside = (y < vec4<u32>(7u)) & (x < vec4<u32>(5u));
  let at = plane + select(vec4<u32>(), y * 5u + x, inside);
  return select(vec4<f32>(), vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

fn weightAt(at: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns q, q + 16, q + 32, q + 48.
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 32u;
  let n0 = block.x * 64u;
  let first = 0u;
  let end = 18u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 5760u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(19u)) * 288u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(34u));
  let image = position / 35u * 1120u + group * 1120u;
  let row = position % 35u / 5u;
  let column = position % 5u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let tap = chunk % 9u;
      let channel = chunk / 9u * 16u;
      let tapWeight = tap / 3u * 3u + tap % 3u;
      let y = row - 1u + tap / 3u;
      let x = column - 1u + tap % 3u;
      let rL = channel + leftInner;
      let along = rL * 9u + tapWeight;
      leftNext0 = weightAt(filters0 + along);
      let r0 = channel + rightInner;
      let r1 = channel + rightInner + 8u;
      rightNext0 = sourceAt(image + r0 * 35u, y, x);
      rightNext1 = sourceAt(image + r1 * 35u, y, x);
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
  let column0 = n0 + across + vec4<u32>(0u, 16u, 32u, 48u);
  let real0 = column0 < vec4<u32>(35u);
  let to0 = column0 / 35u * 700u + column0 % 35u / 5u * 5u + column0 % 5u;
  if (m < 20u) { keep(to0 + (group * 20u + m) * 35u, real0, sum0_0); }
  if (m + 8u < 20u) { keep(to0 + (group * 20u + m + 8u) * 35u, real0, sum1_0); }
  if (m + 16u < 20u) { keep(to0 + (group * 20u + m + 16u) * 35u, real0, sum2_0); }
  if (m + 24u < 20u) { keep(to0 + (group * 20u + m + 24u) * 35u, real0, sum3_0); }
}

// conv2d/tile 16x128: conv2d, 7×7 stride 2 stem, wide; 3 × 2 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>, real: bool) -> vec4<f32> {
  let inside = (y < vec4<u32>(27u)) & (x < vec4<u32>(25u)) & vec4<bool>(real);
  let at = select(vec4<u32>(), plane + y * 25u + x, inside);
  return select(vec4<f32>(), vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

fn weightAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(weight[safe.x], weight[safe.y], weight[safe.z], weight[safe.w]), real);
}

// Quad q of the left factor has rows q, q + 4, q + 8, q + 12, of the right one columns q, q + 32, q + 64, q + 96.
var<workgroup> left: array<vec4<f32>, 40>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y / 2u;
  let m0 = block.y % 2u * 16u;
  let n0 = block.x * 128u;
  let first = 0u;
  let end = 19u;
  let down = thread / 32u;
  let across = thread % 32u;
  let leftQuad = thread / 8u;
  let leftInner = thread % 8u;
  let filters0 = group * 2646u + min(m0 + leftQuad + vec4<u32>(0u, 4u, 8u, 12u), vec4<u32>(17u)) * 147u;
  let rightQuad = thread % 32u;
  let rightInner = thread / 32u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 32u, 64u, 96u), vec4<u32>(363u));
  let image = position / 182u * 2025u + group * 2025u;
  let row = position % 182u / 13u * 2u;
  let column = position % 13u * 2u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      if (thread < 32u) {
        let kL = chunk * 8u + leftInner;
        let rL = kL / 49u;
        let tapL = kL % 49u;
        let realL = kL < 147u;
        let along = rL * 49u + tapL / 7u * 7u + tapL % 7u;
        leftNext0 = weightAt(filters0 + along, realL);
      }
      let k0 = chunk * 8u + rightInner;
      let r0 = k0 / 49u;
      let tap0 = k0 % 49u;
      let real0 = k0 < 147u;
      let y0 = row - 3u + tap0 / 7u;
      let x0 = column - 3u + tap0 % 7u;
      let k1 = chunk * 8u + rightInner + 4u;
      let r1 = k1 / 49u;
      let tap1 = k1 % 49u;
      let real1 = k1 < 147u;
      let y1 = row - 3u + tap1 / 7u;
      let x1 = column - 3u + tap1 % 7u;
      rightNext0 = sourceAt(image + r0 * 675u, y0, x0, real0);
      rightNext1 = sourceAt(image + r1 * 675u, y1, x1, real1);
    }
    if (chunk > first) {
      for (var k = 0u; k < 8u; k++) {
        let a0 = left[k * 5u + down];
        let b0 = right[k * 32u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      if (thread < 32u) {
        left[leftInner * 5u + leftQuad] = leftNext0;
      }
      right[rightInner * 32u + rightQuad] = rightNext0;
      right[(rightInner + 4u) * 32u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 32u, 64u, 96u);
  let real0 = column0 < vec4<u32>(364u);
  let to0 = column0 / 182u * 3276u + column0 % 182u / 13u * 13u + column0 % 13u;
  if (m < 18u) { keep(to0 + (group * 18u + m) * 182u, real0, sum0_0); }
  if (m + 4u < 18u) { keep(to0 + (group * 18u + m + 4u) * 182u, real0, sum1_0); }
  if (m + 8u < 18u) { keep(to0 + (group * 18u + m + 8u) * 182u, real0, sum2_0); }
  if (m + 12u < 18u) { keep(to0 + (group * 18u + m + 12u) * 182u, real0, sum3_0); }
}

// conv2d/tile 64x64/plain product: conv2d, 1×1, 20 to 33 channels; 2 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<vec4<f32>>;

fn sourceAt(at: u32, real: bool) -> vec4<f32> {
  let safe = select(u32(), at, real);
  return select(vec4<f32>(), source[safe], real);
}

fn weightAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(weight[safe.x], weight[safe.y], weight[safe.z], weight[safe.w]), real);
}

// Quad q of the left factor has rows q, q + 16, q + 32, q + 48, of the right one columns 4q, 4q + 1, 4q + 2, 4q + 3.
var<workgroup> left: array<vec4<f32>, 272>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 64u;
  let n0 = block.x * 64u;
  let first = 0u;
  let end = 2u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 660u + min(m0 + leftQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(32u)) * 20u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let quad = min(n0 / 4u + rightQuad, 17u);
  let image = quad / 6u * 120u + quad % 6u + group * 120u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let tapWeight = 0u;
      let rL = chunk * 16u + leftInner;
      let realL = rL < 20u;
      let along = rL + tapWeight;
      leftNext0 = weightAt(filters0 + along, realL);
      let r0 = chunk * 16u + rightInner;
      let real0 = r0 < 20u;
      rightNext0 = sourceAt(image + r0 * 6u, real0);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 17u + down];
        let b0 = right[k * 16u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 17u + leftQuad] = leftNext0;
      right[rightInner * 16u + rightQuad] = rightNext0;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 / 4u + across;
  let to0 = column0 / 6u * 198u + column0 % 6u;
  if (m < 33u && column0 < 18u) { result[to0 + (group * 33u + m) * 6u] = sum0_0; }
  if (m + 16u < 33u && column0 < 18u) { result[to0 + (group * 33u + m + 16u) * 6u] = sum1_0; }
  if (m + 32u < 33u && column0 < 18u) { result[to0 + (group * 33u + m + 32u) * 6u] = sum2_0; }
  if (m + 48u < 33u && column0 < 18u) { result[to0 + (group * 33u + m + 48u) * 6u] = sum3_0; }
}

// conv2d/tile 128x128: conv2d, 3×3, 32 to 20 channels, batch 1; 1 × 1 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>) -> vec4<f32> {
  let inside = (y < vec4<u32>(7u)) & (x < vec4<u32>(5u));
  let at = plane + select(vec4<u32>(), y * 5u + x, inside);
  return select(vec4<f32>(), vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

fn weightAt(at: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

// Quad q of the left factor has rows q, q + 32, q + 64, q + 96, of the right one columns q, q + 32, q + 64, q + 96.
var<workgroup> left: array<vec4<f32>, 528>;
var<workgroup> right: array<vec4<f32>, 512>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 128u;
  let n0 = block.x * 128u;
  let first = 0u;
  let end = 18u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 5760u + min(m0 + leftQuad + vec4<u32>(0u, 32u, 64u, 96u), vec4<u32>(19u)) * 288u;
  let filters1 = group * 5760u + min(m0 + leftQuad + 16u + vec4<u32>(0u, 32u, 64u, 96u), vec4<u32>(19u)) * 288u;
  let rightQuad = thread % 32u;
  let rightInner = thread / 32u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 32u, 64u, 96u), vec4<u32>(34u));
  let image = position / 35u * 1120u + group * 1120u;
  let row = position % 35u / 5u;
  let column = position % 5u;

  var sum0_0 = vec4<f32>();
  var sum0_1 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum1_1 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum2_1 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var sum3_1 = vec4<f32>();
  var sum4_0 = vec4<f32>();
  var sum4_1 = vec4<f32>();
  var sum5_0 = vec4<f32>();
  var sum5_1 = vec4<f32>();
  var sum6_0 = vec4<f32>();
  var sum6_1 = vec4<f32>();
  var sum7_0 = vec4<f32>();
  var sum7_1 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var leftNext1 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let tap = chunk % 9u;
      let channel = chunk / 9u * 16u;
      let tapWeight = tap / 3u * 3u + tap % 3u;
      let y = row - 1u + tap / 3u;
      let x = column - 1u + tap % 3u;
      let rL = channel + leftInner;
      let along = rL * 9u + tapWeight;
      leftNext0 = weightAt(filters0 + along);
      leftNext1 = weightAt(filters1 + along);
      let r0 = channel + rightInner;
      let r1 = channel + rightInner + 8u;
      rightNext0 = sourceAt(image + r0 * 35u, y, x);
      rightNext1 = sourceAt(image + r1 * 35u, y, x);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k += 2u) {
        {
          let a0 = left[k * 33u + down];
          let a1 = left[k * 33u + down + 16u];
          let b0 = right[k * 32u + across];
          let b1 = right[k * 32u + across + 16u];
          sum0_0 += a0.x * b0;
          sum0_1 += a0.x * b1;
          sum1_0 += a0.y * b0;
          sum1_1 += a0.y * b1;
          sum2_0 += a0.z * b0;
          sum2_1 += a0.z * b1;
          sum3_0 += a0.w * b0;
          sum3_1 += a0.w * b1;
          sum4_0 += a1.x * b0;
          sum4_1 += a1.x * b1;
          sum5_0 += a1.y * b0;
          sum5_1 += a1.y * b1;
          sum6_0 += a1.z * b0;
          sum6_1 += a1.z * b1;
          sum7_0 += a1.w * b0;
          sum7_1 += a1.w * b1;
        }
        {
          let a0 = left[(k + 1u) * 33u + down];
          let a1 = left[(k + 1u) * 33u + down + 16u];
          let b0 = right[(k + 1u) * 32u + across];
          let b1 = right[(k + 1u) * 32u + across + 16u];
          sum0_0 += a0.x * b0;
          sum0_1 += a0.x * b1;
          sum1_0 += a0.y * b0;
          sum1_1 += a0.y * b1;
          sum2_0 += a0.z * b0;
          sum2_1 += a0.z * b1;
          sum3_0 += a0.w * b0;
          sum3_1 += a0.w * b1;
          sum4_0 += a1.x * b0;
          sum4_1 += a1.x * b1;
          sum5_0 += a1.y * b0;
          sum5_1 += a1.y * b1;
          sum6_0 += a1.z * b0;
          sum6_1 += a1.z * b1;
          sum7_0 += a1.w * b0;
          sum7_1 += a1.w * b1;
        }
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 33u + leftQuad] = leftNext0;
      left[leftInner * 33u + leftQuad + 16u] = leftNext1;
      right[rightInner * 32u + rightQuad] = rightNext0;
      right[(rightInner + 8u) * 32u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 32u, 64u, 96u);
  let real0 = column0 < vec4<u32>(35u);
  let to0 = column0 / 35u * 700u + column0 % 35u / 5u * 5u + column0 % 5u;
  if (m < 20u) { keep(to0 + (group * 20u + m) * 35u, real0, sum0_0); }
  if (m + 32u < 20u) { keep(to0 + (group * 20u + m + 32u) * 35u, real0, sum1_0); }
  if (m + 64u < 20u) { keep(to0 + (group * 20u + m + 64u) * 35u, real0, sum2_0); }
  if (m + 96u < 20u) { keep(to0 + (group * 20u + m + 96u) * 35u, real0, sum3_0); }
  if (m + 16u < 20u) { keep(to0 + (group * 20u + m + 16u) * 35u, real0, sum4_0); }
  if (m + 48u < 20u) { keep(to0 + (group * 20u + m + 48u) * 35u, real0, sum5_0); }
  if (m + 80u < 20u) { keep(to0 + (group * 20u + m + 80u) * 35u, real0, sum6_0); }
  if (m + 112u < 20u) { keep(to0 + (group * 20u + m + 112u) * 35u, real0, sum7_0); }
  let column1 = n0 + across + 16u + vec4<u32>(0u, 32u, 64u, 96u);
  let real1 = column1 < vec4<u32>(35u);
  let to1 = column1 / 35u * 700u + column1 % 35u / 5u * 5u + column1 % 5u;
  if (m < 20u) { keep(to1 + (group * 20u + m) * 35u, real1, sum0_1); }
  if (m + 32u < 20u) { keep(to1 + (group * 20u + m + 32u) * 35u, real1, sum1_1); }
  if (m + 64u < 20u) { keep(to1 + (group * 20u + m + 64u) * 35u, real1, sum2_1); }
  if (m + 96u < 20u) { keep(to1 + (group * 20u + m + 96u) * 35u, real1, sum3_1); }
  if (m + 16u < 20u) { keep(to1 + (group * 20u + m + 16u) * 35u, real1, sum4_1); }
  if (m + 48u < 20u) { keep(to1 + (group * 20u + m + 48u) * 35u, real1, sum5_1); }
  if (m + 80u < 20u) { keep(to1 + (group * 20u + m + 80u) * 35u, real1, sum6_1); }
  if (m + 112u < 20u) { keep(to1 + (group * 20u + m + 112u) * 35u, real1, sum7_1); }
}

// conv2d/tile 32x64/split 2: conv2d, 5×4 without padding, bias; 1 × 1 × 2 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>) -> vec4<f32> {
  let at = plane + y * 9u + x;
  return vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

fn weightAt(at: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns q, q + 16, q + 32, q + 48.
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 32u;
  let n0 = block.x * 64u;
  let first = block.z * 10u;
  let end = min(first + 10u, 20u);
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = group * 6080u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(18u)) * 320u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(23u));
  let image = position / 24u * 1152u + group * 1152u;
  let row = position % 24u / 6u;
  let column = position % 6u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let tap = chunk % 20u;
      let channel = chunk / 20u * 16u;
      let tapWeight = tap / 4u * 4u + tap % 4u;
      let y = row + tap / 4u;
      let x = column + tap % 4u;
      let rL = channel + leftInner;
      let along = rL * 20u + tapWeight;
      leftNext0 = weightAt(filters0 + along);
      let r0 = channel + rightInner;
      let r1 = channel + rightInner + 8u;
      rightNext0 = sourceAt(image + r0 * 72u, y, x);
      rightNext1 = sourceAt(image + r1 * 72u, y, x);
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
  let column0 = n0 + across + vec4<u32>(0u, 16u, 32u, 48u);
  let real0 = column0 < vec4<u32>(24u);
  let to0 = column0 / 24u * 456u + column0 % 24u / 6u * 6u + column0 % 6u + block.z * 456u;
  if (m < 19u) { keep(to0 + (group * 19u + m) * 24u, real0, sum0_0 + select(0.0, bias[group * 19u + m], block.z == 0u)); }
  if (m + 8u < 19u) { keep(to0 + (group * 19u + m + 8u) * 24u, real0, sum1_0 + select(0.0, bias[group * 19u + m + 8u], block.z == 0u)); }
  if (m + 16u < 19u) { keep(to0 + (group * 19u + m + 16u) * 24u, real0, sum2_0 + select(0.0, bias[group * 19u + m + 16u], block.z == 0u)); }
  if (m + 24u < 19u) { keep(to0 + (group * 19u + m + 24u) * 24u, real0, sum3_0 + select(0.0, bias[group * 19u + m + 24u], block.z == 0u)); }
}

// conv2d/sum by thread/x1: conv2d, 5×4 without padding, bias; 8 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let output = id.x;
  let channels = arrayLength(&out0);
  let splits = arrayLength(&in0) / channels;
  if (output >= channels) { return; }
  let base0 = output;
  var sum0 = F(0);
  for (var r0 = 0u; r0 < splits; r0++) {
    let x0 = F(in0[base0 + r0 * channels]);
    sum0 += x0;
  }
  out0[output] = sum0;
}
