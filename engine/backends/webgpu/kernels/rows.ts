import type { Storage } from '../program.ts';
import { type Entry, entry } from './grid.ts';
import type { Launch } from './map.ts';
import { ceilDiv, declare, float } from './wgsl.ts';

const THREADS = 64;

/** Softmax of each row, or its logarithm: a workgroup a row, maximum first so that nothing overflows. */
export function softmaxKernel(
  variant: 'softmax' | 'logSoftmax',
  x: Storage,
  y: Storage,
  rows: number,
  width: number,
): Launch {
  const result = variant === 'softmax' ? 'exp(value - top) / total' : 'value - top - log(total)';
  const code = `${declare(0, 'x', 'read', 'f32')}${declare(1, 'y', 'read_write', 'f32')}
${rowSetup(rows, width)}
  for (var k = thread; k < ${width}u; k += ${THREADS}u) {
    let value = x[row * ${width}u + k];
    y[row * ${width}u + k] = ${result};
  }
}
`;
  return launch(variant, code, [x], y, rows);
}

/** A row's −Σ target · log softmax. */
export function crossEntropyKernel(
  logits: Storage,
  labels: Storage,
  losses: Storage,
  rows: number,
  width: number,
  smoothing: number,
): Launch {
  const code = `${declare(0, 'x', 'read', 'f32')}${declare(1, 'labels', 'read', 'i32')}${declare(2, 'y', 'read_write', 'f32')}
${rowSetup(rows, width)}
  var own = 0.0;
  for (var k = thread; k < ${width}u; k += ${THREADS}u) { own += x[row * ${width}u + k] - top; }
  lanes[thread] = own;
  workgroupBarrier();
  if (thread == 0u) {
    var all = 0.0;
    for (var l = 0u; l < ${THREADS}u; l++) { all += lanes[l]; }
    let label = u32(labels[row]);
    let picked = x[row * ${width}u + label] - top - log(total);
    y[row] = -(${float(1 - smoothing)} * picked + ${float(smoothing / width)} * (all - ${float(width)} * log(total)));
  }
}
`;
  return launch('softmaxCrossEntropy', code, [logits, labels], losses, rows);
}

/** dLoss · (softmax − target) / rows. */
export function crossEntropyGradientKernel(
  logits: Storage,
  labels: Storage,
  dLoss: Storage,
  dLogits: Storage,
  rows: number,
  width: number,
  smoothing: number,
): Launch {
  const code = `${declare(0, 'x', 'read', 'f32')}${declare(1, 'labels', 'read', 'i32')}${declare(2, 'dLoss', 'read', 'f32')}${declare(3, 'y', 'read_write', 'f32')}
${rowSetup(rows, width)}
  let label = u32(labels[row]);
  let share = dLoss[0] * ${float(1 / rows)};
  for (var k = thread; k < ${width}u; k += ${THREADS}u) {
    let wanted = select(0.0, ${float(1 - smoothing)}, k == label) + ${float(smoothing / width)};
    y[row * ${width}u + k] = share * (exp(x[row * ${width}u + k] - top) / total - wanted);
  }
}
`;
  return launch('softmaxCrossEntropyGradient', code, [logits, labels, dLoss], dLogits, rows);
}

/** 1 for each row whose label is among the k largest, else 0; of equal logits those at lower indices come first. */
export function topKKernel(
  logits: Storage,
  labels: Storage,
  correct: Storage,
  rows: number,
  width: number,
  k: number,
): Launch {
  const { head, workgroups } = entry([THREADS], [ceilDiv(rows, THREADS), 1, 1], ['id']);
  const code = `${declare(0, 'x', 'read', 'f32')}${declare(1, 'labels', 'read', 'i32')}${declare(2, 'y', 'read_write', 'f32')}
${head}  let row = id.x;
  if (row >= ${rows}u) { return; }
  let label = u32(labels[row]);
  let wanted = x[row * ${width}u + label];
  var rank = 0u;
  for (var i = 0u; i < ${width}u; i++) {
    let value = x[row * ${width}u + i];
    if (value > wanted || (value == wanted && i < label)) { rank++; }
  }
  y[row] = select(0.0, 1.0, rank < ${k}u);
}
`;
  return {
    kernel: { name: 'topKCorrect/thread a row', code },
    bindings: [logits, labels]
      .map((storage) => ({ storage, access: 'read' as const }))
      .concat([{ storage: correct, access: 'write' as const } as never]),
    workgroups,
  };
}

const rowEntry = (rows: number): Entry => entry([THREADS], [rows, 1, 1], ['block', 'thread']);

/** The head of a kernel with a workgroup a row: `row`, its maximum `top` and `total` = Σ e^(x − top). */
function rowSetup(rows: number, width: number): string {
  return `var<workgroup> lanes: array<f32, ${THREADS}>;
${rowEntry(rows).head}  let row = block.x;
  var most = -3.4e38;
  for (var k = thread; k < ${width}u; k += ${THREADS}u) { most = max(most, x[row * ${width}u + k]); }
  lanes[thread] = most;
  workgroupBarrier();
  var top = lanes[0];
  for (var l = 1u; l < ${THREADS}u; l++) { top = max(top, lanes[l]); }
  workgroupBarrier();
  var part = 0.0;
  for (var k = thread; k < ${width}u; k += ${THREADS}u) { part += exp(x[row * ${width}u + k] - top); }
  lanes[thread] = part;
  workgroupBarrier();
  var total = 0.0;
  for (var l = 0u; l < ${THREADS}u; l++) { total += lanes[l]; }
  workgroupBarrier();`;
}

function launch(name: string, code: string, inputs: readonly Storage[], output: Storage, rows: number): Launch {
  return {
    kernel: { name: `${name}/workgroup a row`, code },
    bindings: [
      ...inputs.map((storage) => ({ storage, access: 'read' as const })),
      { storage: output, access: 'write' as const },
    ],
    workgroups: rowEntry(rows).workgroups,
  };
}
