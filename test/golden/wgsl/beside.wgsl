// conv2dWeightGradient/tile 32x64 + conv2dInputGradient/tile 32x64/epilogue: a convolution's gradients, both; 5 × 1 × 1 workgroups

alias F = vec4<f32>;
alias U = vec4<u32>;
alias I = vec4<i32>;
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<storage, read> weight: array<f32>;
@group(0) @binding(4) var<storage, read_write> result2: array<f32>;
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 272>;

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>, real: bool) -> vec4<f32> {
  let inside = (y < vec4<u32>(7u)) & (x < vec4<u32>(5u)) & vec4<bool>(real);
  let at = select(vec4<u32>(), plane + y * 5u + x, inside);
  return select(vec4<f32>(), vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn dyAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(dy[safe.x], dy[safe.y], dy[safe.z], dy[safe.w]), real);
}

fn keep(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result[at.x] = sums.x; }
  if (real.y) { result[at.y] = sums.y; }
  if (real.z) { result[at.z] = sums.z; }
  if (real.w) { result[at.w] = sums.w; }
}

fn finished(image: U, channel: u32, position: U, sum: F) -> F {
  let at0 = image * 700u + channel * 35u + position;
  let x0 = F(source[at0.x], source[at0.y], source[at0.z], source[at0.w]);
  let t0: F = select(F(0), sum, x0 > F(0));
  return t0;
}

fn sourceAt2(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>, real: bool) -> vec4<f32> {
  let inside = (y < vec4<u32>(7u)) & (x < vec4<u32>(5u)) & vec4<bool>(real);
  let at = select(vec4<u32>(), plane + y * 5u + x, inside);
  return select(vec4<f32>(), vec4<f32>(dy[at.x], dy[at.y], dy[at.z], dy[at.w]), inside);
}

fn keep2(at: vec4<u32>, real: vec4<bool>, sums: vec4<f32>) {
  if (real.x) { result2[at.x] = sums.x; }
  if (real.y) { result2[at.y] = sums.y; }
  if (real.z) { result2[at.z] = sums.z; }
  if (real.w) { result2[at.w] = sums.w; }
}

fn weightAt(at: vec4<u32>, real: bool) -> vec4<f32> {
  let safe = select(vec4<u32>(), at, real);
  return select(vec4<f32>(), vec4<f32>(weight[safe.x], weight[safe.y], weight[safe.z], weight[safe.w]), real);
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns q, q + 16, q + 32, q + 48.
fn conv2dWeightGradient(block: vec3<u32>, thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 32u;
  let n0 = block.x * 64u;
  let firstRow = block.z * 24u + group * 24u;
  let first = block.z * 5u;
  let end = min(first + 5u, 5u);
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = (group * 24u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(23u))) * 35u;
  let rightQuad = thread / 16u;
  let rightInner = thread % 16u;
  let number0 = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(179u));
  let channel0 = (group * 20u + number0 / 9u) * 35u;
  let tapRow0 = number0 % 9u / 3u;
  let tapColumn0 = number0 % 3u;
  let number1 = min(n0 + rightQuad + 8u + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(179u));
  let channel1 = (group * 20u + number1 / 9u) * 35u;
  let tapRow1 = number1 % 9u / 3u;
  let tapColumn1 = number1 % 3u;

  var sum0_0 = vec4<f32>();
  var sum1_0 = vec4<f32>();
  var sum2_0 = vec4<f32>();
  var sum3_0 = vec4<f32>();
  var leftNext0 = vec4<f32>();
  var rightNext0 = vec4<f32>();
  var rightNext1 = vec4<f32>();
  for (var chunk = first; chunk <= end; chunk++) {
    if (chunk < end) { // on its way while the one before is multiplied
      let k = chunk * 16u + thread % 16u;
      let real = k < 70u;
      let row = k % 35u / 5u;
      let column = k % 5u;
      let image = k / 35u * 700u;
      let gradients = k / 35u * 840u + k % 35u;
      leftNext0 = dyAt(gradients + filters0, real);
      rightNext0 = sourceAt(image + channel0, vec4<u32>(row - 1u + tapRow0), vec4<u32>(column - 1u + tapColumn0), real);
      rightNext1 = sourceAt(image + channel1, vec4<u32>(row - 1u + tapRow1), vec4<u32>(column - 1u + tapColumn1), real);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 9u + down];
        let b0 = right[k * 17u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 9u + leftQuad] = leftNext0;
      right[rightInner * 17u + rightQuad] = rightNext0;
      right[rightInner * 17u + rightQuad + 8u] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 16u, 32u, 48u);
  let real0 = column0 < vec4<u32>(180u);
  if (m < 24u) { keep((firstRow + m) * 180u + column0, real0, sum0_0); }
  if (m + 8u < 24u) { keep((firstRow + m + 8u) * 180u + column0, real0, sum1_0); }
  if (m + 16u < 24u) { keep((firstRow + m + 16u) * 180u + column0, real0, sum2_0); }
  if (m + 24u < 24u) { keep((firstRow + m + 24u) * 180u + column0, real0, sum3_0); }
}

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns q, q + 16, q + 32, q + 48.
fn conv2dInputGradient(block: vec3<u32>, thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 32u;
  let n0 = block.x * 64u;
  let first = 0u;
  let end = 14u;
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread % 8u;
  let leftInner = thread / 8u;
  let filters = group * 4320u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(19u)) * 9u;
  let rightQuad = thread % 16u;
  let rightInner = thread / 16u;
  let position = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(69u));
  let image = position / 35u * 840u + group * 840u;
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
      let kL0 = chunk * 16u + leftInner;
      let rL0 = kL0 / 9u;
      let tapL0 = kL0 % 9u;
      let realL0 = kL0 < 216u;
      let along0 = rL0 * 180u + tapL0 / 3u * 3u + tapL0 % 3u;
      leftNext0 = weightAt(filters + along0, realL0);
      let k0 = chunk * 16u + rightInner;
      let r0 = k0 / 9u;
      let tap0 = k0 % 9u;
      let real0 = k0 < 216u;
      let y0 = row + 1u - tap0 / 3u;
      let x0 = column + 1u - tap0 % 3u;
      let k1 = chunk * 16u + rightInner + 8u;
      let r1 = k1 / 9u;
      let tap1 = k1 % 9u;
      let real1 = k1 < 216u;
      let y1 = row + 1u - tap1 / 3u;
      let x1 = column + 1u - tap1 % 3u;
      rightNext0 = sourceAt2(image + r0 * 35u, y0, x0, real0);
      rightNext1 = sourceAt2(image + r1 * 35u, y1, x1, real1);
    }
    if (chunk > first) {
      for (var k = 0u; k < 16u; k++) {
        let a0 = left[k * 8u + down];
        let b0 = right[k * 16u + across];
        sum0_0 += a0.x * b0;
        sum1_0 += a0.y * b0;
        sum2_0 += a0.z * b0;
        sum3_0 += a0.w * b0;
      }
    }
    workgroupBarrier();
    if (chunk < end) {
      left[leftInner * 8u + leftQuad] = leftNext0;
      right[rightInner * 16u + rightQuad] = rightNext0;
      right[(rightInner + 8u) * 16u + rightQuad] = rightNext1;
    }
    workgroupBarrier();
  }
  let m = m0 + down;
  let column0 = n0 + across + vec4<u32>(0u, 16u, 32u, 48u);
  let real0 = column0 < vec4<u32>(70u);
  let to0 = column0 / 35u * 700u + column0 % 35u / 5u * 5u + column0 % 5u;
  let safe0 = min(column0, vec4<u32>(69u));
  let outImage0 = safe0 / 35u;
  let outPosition0 = safe0 % 35u / 5u * 5u + safe0 % 5u;
  if (m < 20u) { keep2(to0 + (group * 20u + m) * 35u, real0, finished(outImage0, group * 20u + m, outPosition0, sum0_0)); }
  if (m + 8u < 20u) { keep2(to0 + (group * 20u + m + 8u) * 35u, real0, finished(outImage0, group * 20u + m + 8u, outPosition0, sum1_0)); }
  if (m + 16u < 20u) { keep2(to0 + (group * 20u + m + 16u) * 35u, real0, finished(outImage0, group * 20u + m + 16u, outPosition0, sum2_0)); }
  if (m + 24u < 20u) { keep2(to0 + (group * 20u + m + 24u) * 35u, real0, finished(outImage0, group * 20u + m + 24u, outPosition0, sum3_0)); }
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  if (block.x < 3u) {
    let number = block.x;
    conv2dWeightGradient(vec3<u32>(number, 0u, 0u), thread);
  } else {
    let number = block.x - 3u;
    conv2dInputGradient(vec3<u32>(number, 0u, 0u), thread);
  }
}
