/**
 * What test/bench/main.ts writes.
 * @typedef {{ name: string, batch: number, size: number, oursMs: number, peerMs: number | null, peer: string | null, timeRatio: number | null, oursPeakMb: number, peerPeakMb: number | null, memoryRatio: number | null }} StepRow
 * @typedef {{ name: string, ms: number, limitMs: number }} TimeRow
 * @typedef {{ date: string, machine: { cpu: string, cores: number, memoryGb: number, node: string, onnxruntime: string }, steps: StepRow[], editing: TimeRow[] }} BenchResults
 */

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

/**
 * The results as Markdown: ratios to PyTorch, waits and their limits, and the machine that they were measured on.
 * @param {BenchResults} results
 */
export function benchSection({ date, machine, steps, editing }) {
  const { cpu, cores, memoryGb, node, onnxruntime } = machine;
  const peer = steps.find((row) => row.peer !== null)?.peer?.replace(/, (channels last|NCHW)$/, '') ?? null;
  return [
    '| training step | Layerloom | PyTorch | ratio | peak memory | PyTorch | ratio |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...steps.map(stepRow),
    '',
    '| wait | measured | limit |',
    '| --- | ---: | ---: |',
    ...editing.map(({ name, ms, limitMs }) => `| ${name} | ${ms.toFixed(1)} ms | ${limitMs} ms |`),
    '',
    `Measured on ${date.slice(0, 10)}: ${cpu}, ${cores} cores, ${memoryGb} GiB; Node ${node}, ONNX Runtime ${onnxruntime}, ${peer ?? 'no PyTorch'}.`,
    'Medians, float32.',
  ].join('\n');
}

/** @param {StepRow} row */
function stepRow({ name, batch, size, oursMs, peerMs, timeRatio, oursPeakMb, peerPeakMb, memoryRatio }) {
  const cells = [
    `${name}, batch ${batch} at ${size}×${size}`,
    unit(oursMs, 1, 'ms'),
    unit(peerMs, 1, 'ms'),
    timeRatio === null ? '–' : `**${timeRatio.toFixed(2)}**`,
    unit(oursPeakMb, 0, 'MB'),
    unit(peerPeakMb, 0, 'MB'),
    memoryRatio === null ? '–' : memoryRatio.toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * @param {number | null} value
 * @param {number} digits
 * @param {string} name
 */
function unit(value, digits, name) {
  return value === null ? '–' : `${value.toFixed(digits)} ${name}`;
}

/**
 * The text with `section` between the markers. Throws where it has none.
 * @param {string} markdown
 * @param {string} section
 */
export function withBenchSection(markdown, section) {
  const start = markdown.indexOf(START);
  const end = markdown.indexOf(END);
  if (start < 0 || end < start) throw new Error(`The text has no ${START} … ${END}.`);
  return `${markdown.slice(0, start + START.length)}\n${section}\n${markdown.slice(end)}`;
}
