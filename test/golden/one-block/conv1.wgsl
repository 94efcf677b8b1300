enable subgroups;
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> result: array<f32>;
@group(0) @binding(3) var<storage, read_write> moments: array<vec4<f32>>;

fn merged(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  let count = a.x + b.x;
  let share = b.x / max(count, 1.0);
  let apart = b.y - a.y;
  return vec4<f32>(count, a.y + apart * share, a.z + b.z + apart * apart * a.x * share, 0.0);
}

fn sourceAt(plane: vec4<u32>, y: vec4<u32>, x: vec4<u32>) -> vec4<f32> {
  let inside = (y < vec4<u32>(28u)) & (x < vec4<u32>(28u));
  let at = plane + select(vec4<u32>(), y * 28u + x, inside);
  return select(vec4<f32>(), vec4<f32>(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn keep(at: vec4<u32>, sums: vec4<f32>) {
  result[at.x] = sums.x;
  result[at.y] = sums.y;
  result[at.z] = sums.z;
  result[at.w] = sums.w;
}

fn weightAt(at: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

// Quad q of the left factor has rows q, q + 4, q + 8, q + 12, of the right one columns q, q + 32, q + 64, q + 96.
var<workgroup> left: array<vec4<f32>, 40>;
var<workgroup> right: array<vec4<f32>, 256>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) block: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let group = block.y;
  let m0 = block.y % 1u * 16u;
  let n0 = block.x * 128u;
  let first = 0u;
  let end = 18u;
  let down = thread / 32u;
  let across = thread % 32u;
  let leftQuad = thread / 8u;
  let leftInner = thread % 8u;
  let filters0 = group * 2304u + (m0 + leftQuad + vec4<u32>(0u, 4u, 8u, 12u)) * 144u;
  let rightQuad = thread % 32u;
  let rightInner = thread / 32u;
  let position = n0 + rightQuad + vec4<u32>(0u, 32u, 64u, 96u);
  let image = position / 784u * 12544u + group * 12544u;
  let row = position % 784u / 28u;
  let column = position % 28u;

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
      let channel = chunk / 9u * 8u;
      let tapWeight = tap / 3u * 3u + tap % 3u;
      let y = row - 1u + tap / 3u;
      let x = column - 1u + tap % 3u;
      if (thread < 32u) {
        let rL = channel + leftInner;
        let along = rL * 9u + tapWeight;
        leftNext0 = weightAt(filters0 + along);
      }
      let r0 = channel + rightInner;
      let r1 = channel + rightInner + 4u;
      rightNext0 = sourceAt(image + r0 * 784u, y, x);
      rightNext1 = sourceAt(image + r1 * 784u, y, x);
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
  let to0 = column0 / 784u * 12544u + column0 % 784u / 28u * 28u + column0 % 28u;
  keep(to0 + (group * 16u + m) * 784u, sum0_0);
  keep(to0 + (group * 16u + m + 4u) * 784u, sum1_0);
  keep(to0 + (group * 16u + m + 8u) * 784u, sum2_0);
  keep(to0 + (group * 16u + m + 12u) * 784u, sum3_0);
  let valid0 = vec4<f32>(1.0);
  let count = dot(valid0, vec4<f32>(1.0));
  {
    let v0 = sum0_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    all = merged(all, subgroupShuffleXor(all, 4u));
    all = merged(all, subgroupShuffleXor(all, 8u));
    all = merged(all, subgroupShuffleXor(all, 16u));
    if (across == 0u) {
      moments[block.x * 16u + group * 16u + m] = all;
    }
  }
  {
    let v0 = sum1_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    all = merged(all, subgroupShuffleXor(all, 4u));
    all = merged(all, subgroupShuffleXor(all, 8u));
    all = merged(all, subgroupShuffleXor(all, 16u));
    if (across == 0u) {
      moments[block.x * 16u + group * 16u + m + 4u] = all;
    }
  }
  {
    let v0 = sum2_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    all = merged(all, subgroupShuffleXor(all, 4u));
    all = merged(all, subgroupShuffleXor(all, 8u));
    all = merged(all, subgroupShuffleXor(all, 16u));
    if (across == 0u) {
      moments[block.x * 16u + group * 16u + m + 8u] = all;
    }
  }
  {
    let v0 = sum3_0;
    let mean = (dot(v0, valid0)) / max(count, 1.0);
    let d0 = (v0 - mean) * valid0;
    var all = vec4<f32>(count, mean, dot(d0, d0), 0.0);
    all = merged(all, subgroupShuffleXor(all, 1u));
    all = merged(all, subgroupShuffleXor(all, 2u));
    all = merged(all, subgroupShuffleXor(all, 4u));
    all = merged(all, subgroupShuffleXor(all, 8u));
    all = merged(all, subgroupShuffleXor(all, 16u));
    if (across == 0u) {
      moments[block.x * 16u + group * 16u + m + 12u] = all;
    }
  }
}
