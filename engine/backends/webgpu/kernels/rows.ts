import type { Expression } from '../expression.ts';
import type { Launch, Storage } from '../program.ts';
import { Loads, statements } from '../wgsl/formula.ts';
import { entry } from '../wgsl/grid.ts';
import { type Declared, launch, reads, shared, writes } from '../wgsl/launch.ts';
import type { SharedArray } from '../wgsl/module.ts';
import { aliases, float, indented, THREADS } from '../wgsl/text.ts';

/** Softmax of each row, or its logarithm: a workgroup a row, maximum first so that nothing overflows. */
export function softmaxKernel(
  variant: 'softmax' | 'logSoftmax',
  x: Storage,
  y: Storage,
  rows: number,
  width: number,
): Launch {
  const result = variant === 'softmax' ? 'exp(value - top) / total' : 'value - top - log(total)';
  const body = `${rowSetup(width)}
  for (var k = thread; k < ${width}u; k += ${THREADS}u) {
    let value = x[row * ${width}u + k];
    y[row * ${width}u + k] = ${result};
  }
`;
  return ofRows(variant, [reads('x', x), writes('y', y), lanes('f32')], rows, body);
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
  const body = `${rowSetup(width)}
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
`;
  const buffers = [reads('x', logits), reads('labels', labels, 'i32'), writes('y', losses)];
  return ofRows('softmaxCrossEntropy', [...buffers, lanes('f32')], rows, body);
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
  const read = loads.buffers(() => false);
  const { lines, results } = statements([dLoss], loads, () => '0u');
  const scalars = loads.all.map((l, n) => `let ${loads.name(l)} = F(${read.arrays[n]}[${l.offset}u]);`);
  const body = `${rowSetup(width)}
  let label = u32(labels[row]);
${indented(1, [...scalars, ...lines])}  let share = ${results[0]} * ${float(1 / rows)};
  for (var k = thread; k < ${width}u; k += ${THREADS}u) {
    let wanted = select(0.0, ${float(1 - smoothing)}, k == label) + ${float(smoothing / width)};
    y[row * ${width}u + k] = share * (exp(x[row * ${width}u + k] - top) / total - wanted);
  }
`;
  const buffers = [...read.buffers, reads('x', logits), reads('labels', labels, 'i32'), writes('y', dLogits)];
  return ofRows('softmaxCrossEntropyGradient', [...aliases(1), ...buffers, lanes('f32')], rows, body);
}

/** Of each row's label: how many logits are greater, or equal at lower indices. */
export function ranksKernel(logits: Storage, labels: Storage, ranks: Storage, rows: number, width: number): Launch {
  const body = `  let row = block.x;
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
`;
  const buffers = [reads('x', logits), reads('labels', labels, 'i32'), writes('y', ranks, 'u32')];
  return ofRows('topKCorrect', [...buffers, lanes('u32')], rows, body);
}

/** Memory for a number of each thread. */
const lanes = (type: 'f32' | 'u32'): SharedArray => shared('lanes', type, THREADS);

/** Makes `row`, its maximum `top` and `total` = Σ e^(x − top). */
function rowSetup(width: number): string {
  return `  let row = block.x;
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

/** A kernel with a workgroup a row. */
const ofRows = (name: string, declarations: readonly Declared[], rows: number, body: string): Launch =>
  launch({
    name: `${name}/workgroup a row`,
    declarations,
    entry: entry([THREADS], [rows, 1, 1], ['block', 'thread']),
    body,
    blank: 'before',
  });
