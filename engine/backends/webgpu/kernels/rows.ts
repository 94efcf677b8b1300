import type { Expression } from '../expression.ts';
import type { Storage } from '../program.ts';
import { Loads, statements } from '../wgsl/formula.ts';
import { type Entry, entry } from '../wgsl/grid.ts';
import { aliases, declare, float, indented, THREADS } from '../wgsl/text.ts';
import type { Launch } from './map.ts';

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

/** dLoss · (softmax − target) / rows; dLoss is a formula over scalars. */
export function crossEntropyGradientKernel(
  logits: Storage,
  labels: Storage,
  dLoss: Expression,
  dLogits: Storage,
  rows: number,
  width: number,
  smoothing: number,
): Launch {
  const loads = new Loads([dLoss]);
  const read = loads.declared(() => false);
  const first = read.bindings.length;
  const { lines, results } = statements([dLoss], loads, () => '0u');
  const scalars = loads.all.map((l, n) => `let ${loads.name(l)} = F(${read.arrays[n]}[${l.offset}u]);`);
  const code = `${aliases(1)}${read.code}${declare(first, 'x', 'read', 'f32')}${declare(first + 1, 'labels', 'read', 'i32')}${declare(first + 2, 'y', 'read_write', 'f32')}
${rowSetup(rows, width)}
  let label = u32(labels[row]);
${indented(1, [...scalars, ...lines])}  let share = ${results[0]} * ${float(1 / rows)};
  for (var k = thread; k < ${width}u; k += ${THREADS}u) {
    let wanted = select(0.0, ${float(1 - smoothing)}, k == label) + ${float(smoothing / width)};
    y[row * ${width}u + k] = share * (exp(x[row * ${width}u + k] - top) / total - wanted);
  }
}
`;
  return launch(
    'softmaxCrossEntropyGradient',
    code,
    [...read.bindings.map((b) => b.storage), logits, labels],
    dLogits,
    rows,
  );
}

/** Of each row's label: how many logits are greater, or equal at lower indices. */
export function ranksKernel(logits: Storage, labels: Storage, ranks: Storage, rows: number, width: number): Launch {
  const code = `${declare(0, 'x', 'read', 'f32')}${declare(1, 'labels', 'read', 'i32')}${declare(2, 'y', 'read_write', 'u32')}
var<workgroup> lanes: array<u32, ${THREADS}>;
${rowEntry(rows).head}  let row = block.x;
  let label = u32(labels[row]);
  let wanted = x[row * ${width}u + label];
  var own = 0u;
  for (var k = thread; k < ${width}u; k += ${THREADS}u) {
    let value = x[row * ${width}u + k];
    if (value > wanted || (value == wanted && k < label)) { own++; }
  }
  lanes[thread] = own;
  workgroupBarrier();
  if (thread == 0u) {
    var rank = 0u;
    for (var l = 0u; l < ${THREADS}u; l++) { rank += lanes[l]; }
    y[row] = rank;
  }
}
`;
  return launch('topKCorrect', code, [logits, labels], ranks, rows);
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
