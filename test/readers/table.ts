/**
 * Which programs open what Layerloom exports, and how far their logits are from the float64 reference: prints a
 * Markdown table.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { interpret } from '../../engine/ops/interpret.ts';
import { layerCases, onnxOf, type ReaderCase, templateCases } from './cases.ts';
import { type JsReader, readWith } from './js-readers.ts';

const usage = `npm run readers [-- OPTION…]

  --python PATH   a Python whose onnx, onnxruntime and cv2 are tried; may be given more than once (default: python3)
  --write         puts the table into docs/measurements.md

Other versions of JavaScript packages are fetched from the npm registry into a temporary folder.
`;

/** Read by a process of its own each. */
const packages: readonly (readonly [reader: JsReader, name: string, versions: readonly string[]])[] = [
  [
    'onnxruntime',
    'onnxruntime-node',
    ['1.14.0', '1.16.3', '1.18.0', '1.20.1', '1.21.1', '1.22.0', '1.24.3', '1.27.0', '1.30.0'],
  ],
  ['onnxruntime', 'onnxruntime-web', ['1.22.0', '1.30.0']],
  ['opencv', '@techstark/opencv-js', ['4.10.0-release.1', '4.12.0-release.1', '5.0.0-release.1']],
];
const pythonReaders = ['onnx', 'onnxruntime', 'cv2'] as const;

/** The case as a reader finds it in the folder: FILE.onnx, and FILE.image with the numbers of one image. */
export interface StoredCase {
  readonly file: string;
  readonly name: string;
  /** [C, H, W] */
  readonly dims: readonly number[];
}

/** What a reader prints: its version, and for each file its logits, or why it has none. */
interface Answer {
  readonly version: string;
  readonly read: Readonly<Record<string, readonly number[] | string>>;
}

interface Row {
  readonly reader: string;
  readonly version: string;
  readonly opened: number;
  readonly tried: number;
  /** Of those that were opened: the largest difference from the reference, as a share of the largest logit. */
  readonly worst: number;
  readonly differs: readonly string[];
  readonly refuses: readonly string[];
}

const TOLERANCE = 1e-4;

function referenceLogits({ graph, state, dims, image }: ReaderCase): readonly number[] {
  const logits = graph.outputs.find((o) => o.name === 'logits')!.value;
  const feeds = new Map([['images', { dims: [1, ...dims], data: Float64Array.from(image) }]]);
  for (const s of graph.states)
    feeds.set(s.name, { dims: s.value.type.dims.map(Number), data: Float64Array.from(state.get(s.name)!) });
  return [...interpret(graph, feeds, [logits]).get(logits.id)!.data];
}

function store(folder: string, cases: readonly ReaderCase[]): readonly StoredCase[] {
  const stored = cases.map((c, i): StoredCase => ({ file: String(i), name: c.name, dims: c.dims }));
  for (const [i, c] of cases.entries()) {
    writeFileSync(join(folder, `${i}.onnx`), onnxOf(c));
    writeFileSync(join(folder, `${i}.image`), new Uint8Array(c.image.buffer));
  }
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(stored));
  return stored;
}

/** The last line that a process prints; null where it prints none that is an answer. */
function ask(command: string, args: readonly string[]): Answer | null {
  const { stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer;
  } catch {
    return null;
  }
}

function rowOf(
  reader: string,
  answer: Answer,
  cases: readonly StoredCase[],
  wanted: readonly (readonly number[])[],
): Row {
  const differs: string[] = [];
  const refuses: string[] = [];
  let worst = 0;
  for (const [i, { file, name }] of cases.entries()) {
    const read = answer.read[file];
    if (read === undefined) continue;
    const logits = wanted[i]!;
    const largest = Math.max(...logits.map(Math.abs));
    if (typeof read === 'string') refuses.push(name);
    else {
      const apart = Math.max(...logits.map((logit, k) => Math.abs(logit - read[k]!))) / largest;
      worst = Math.max(worst, apart);
      if (!(apart <= TOLERANCE)) differs.push(name);
    }
  }
  const tried = Object.keys(answer.read).length;
  return { reader, version: answer.version, opened: tried - refuses.length, tried, worst, differs, refuses };
}

function tableOf(rows: readonly Row[]): string {
  const named = (names: readonly string[]): string => (names.length === 0 ? '–' : names.join('; '));
  return [
    '| reader | version | opens | largest difference | differs by more than 1e-4 | refuses |',
    '| --- | --- | ---: | ---: | --- | --- |',
    ...rows.map(
      (r) =>
        `| ${r.reader} | ${r.version} | ${r.opened} of ${r.tried} | ${r.worst.toExponential(1)} | ${named(r.differs)} | ${named(r.refuses)} |`,
    ),
  ].join('\n');
}

function fetched(folder: string, name: string, version: string): string | null {
  const prefix = join(folder, `${name.replaceAll(/\W/g, '-')}-${version}`);
  mkdirSync(prefix);
  const args = ['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`];
  spawnSync('npm', args, { stdio: 'ignore', shell: process.platform === 'win32' });
  const path = join(prefix, 'node_modules', name);
  return existsSync(path) ? path : null;
}

function main(pythons: readonly string[], write: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-readers-'));
  try {
    const cases = [...layerCases(), ...templateCases()];
    const stored = store(folder, cases);
    const wanted = cases.map(referenceLogits);
    const rows: Row[] = [];
    const add = (reader: string, answer: Answer | null): void => {
      if (answer) rows.push(rowOf(reader, answer, stored, wanted));
      process.stderr.write(`${reader}: ${answer?.version ?? 'not there'}\n`);
    };
    const own = fileURLToPath(import.meta.url);
    for (const [reader, name, versions] of packages)
      for (const version of versions) {
        const path = fetched(folder, name, version);
        add(name, path === null ? null : ask(process.execPath, [own, 'read', reader, path, folder]));
      }
    const script = join(process.cwd(), 'test/readers/read.py');
    for (const python of pythons)
      for (const reader of pythonReaders) add(`${reader} (Python)`, ask(python, [script, reader, folder]));
    const table = tableOf(rows);
    process.stdout.write(`${table}\n`);
    if (write) replaceTable(table);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function replaceTable(table: string): void {
  const [file, start, end] = ['docs/measurements.md', '<!-- readers:start -->', '<!-- readers:end -->'] as const;
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (to < from) throw new Error(`${file} has no place between ${start} and ${end}`);
  writeFileSync(file, `${text.slice(0, from)}\n${table}\n${text.slice(to)}`);
}

const [mode, reader, path, folder] = process.argv.slice(2);
if (mode === 'read') {
  const answer = await readWith(reader as JsReader, path!, folder!);
  process.stdout.write(`\n${JSON.stringify(answer)}\n`);
  process.exit();
}
const { values } = parseArgs({
  options: {
    python: { type: 'string', multiple: true, default: ['python3'] },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(usage);
else main(values.python, values.write);
