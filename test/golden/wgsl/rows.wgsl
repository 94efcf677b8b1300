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

// softmaxCrossEntropy/sum by thread/x1: softmaxCrossEntropy, smoothing 0; 1 × 1 × 1 workgroups

alias F = f32;
alias U = u32;
alias I = i32;
@group(0) @binding(0) var<storage, read> in0: array<f32>;
@group(0) @binding(1) var<storage, read_write> out0: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let output = id.x;
  if (output >= 1u) { return; }
  var rest = output;
  let k0 = rest;
  let base0 = 0u;
  var sum0 = F(0);
  for (var r0 = 0u; r0 < 5u; r0++) {
    let x0 = F(in0[base0 + r0]);
    sum0 += x0;
  }
  out0[output] = (sum0) * 0.20000000298023224f;
}
