// conv2dWeightGradient/tile 32x64: conv2dWeightGradient, 3×3, 17 to 37 channels; 3 × 2 × 1 workgroups

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>, real: bool) -> vec4<f32> {
  let inside = (y < vec4<u32>(9u)) & (x < vec4<u32>(7u)) & vec4<bool>(real);
  let at = select(vec4<u32>(), plane + y * 7u + x, inside);
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

// Quad q of the left factor has rows q, q + 8, q + 16, q + 24, of the right one columns q, q + 16, q + 32, q + 48.
var<workgroup> left: array<vec4<f32>, 144>;
var<workgroup> right: array<vec4<f32>, 272>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y / 2u;
  let m0 = block.y % 2u * 32u;
  let n0 = block.x * 64u;
  let firstRow = block.z * 37u + group * 37u;
  let first = block.z * 8u;
  let end = min(first + 8u, 8u);
  let down = thread / 16u;
  let across = thread % 16u;
  let leftQuad = thread / 16u;
  let leftInner = thread % 16u;
  let filters0 = (group * 37u + min(m0 + leftQuad + vec4<u32>(0u, 8u, 16u, 24u), vec4<u32>(36u))) * 63u;
  let rightQuad = thread / 16u;
  let rightInner = thread % 16u;
  let number0 = min(n0 + rightQuad + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(152u));
  let channel0 = (group * 17u + number0 / 9u) * 63u;
  let tapRow0 = number0 % 9u / 3u;
  let tapColumn0 = number0 % 3u;
  let number1 = min(n0 + rightQuad + 8u + vec4<u32>(0u, 16u, 32u, 48u), vec4<u32>(152u));
  let channel1 = (group * 17u + number1 / 9u) * 63u;
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
      let real = k < 126u;
      let row = k % 63u / 7u;
      let column = k % 7u;
      let image = k / 63u * 1071u;
      let gradients = k / 63u * 2331u + k % 63u;
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
  let real0 = column0 < vec4<u32>(153u);
  if (m < 37u) { keep((firstRow + m) * 153u + column0, real0, sum0_0); }
  if (m + 8u < 37u) { keep((firstRow + m + 8u) * 153u + column0, real0, sum1_0); }
  if (m + 16u < 37u) { keep((firstRow + m + 16u) * 153u + column0, real0, sum2_0); }
  if (m + 24u < 37u) { keep((firstRow + m + 24u) * 153u + column0, real0, sum3_0); }
}
