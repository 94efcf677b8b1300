import { type Command, Option } from 'commander';
import { duration, grouped, percent } from '../../base/format.ts';
import type { Difference } from '../../settings/flat.ts';
import { type CurveAxis, curveAxes, curvesCsv, differences } from '../runs/compare-runs.ts';
import type { RunFacts, RunSummary } from '../runs-protocol.ts';
import { writeFileWhole } from '../shell/write-file.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { dim, note, print, printJson } from '../terminal/print.ts';
import { noteProblems } from '../terminal/problems.ts';
import { text } from '../terminal/texts.ts';
import { fromWire } from '../wire-problems.ts';

interface CompareFlags {
  readonly curves?: string;
  readonly by: CurveAxis;
  readonly json?: boolean;
}

/** As many rows as a history gives; more are thinned. */
const MOST_POINTS = 100_000;

/** Below `runs`. */
export function addCompare(runs: Command): void {
  const command = runs
    .command('compare <runs...>')
    .description('put runs beside each other: what came out, and the settings in which they differ')
    .option('--curves <file>', 'also write their curves there as CSV, a column for each run')
    .addOption(new Option('--by <axis>', 'a row of the curves for each').choices(curveAxes).default('epoch'))
    .option('--json', 'one JSON line');
  addExamples(command, [
    'runs compare runs/cifar_plain20-1 runs/cifar_resnet20-1',
    'runs compare runs/sweep-1/* --curves curves.csv --by step',
  ]);
  command.action(async (folders: readonly string[], _: unknown, self: Command) => {
    const flags = self.optsWithGlobals<CompareFlags>();
    if (folders.length < 2) return command.error("error: argument 'runs' needs two folders at least");
    const { readHistory } = await import('../runs/history.ts');
    const points = flags.curves === undefined ? 10 : MOST_POINTS;
    const histories = new Map(folders.map((run) => [run, readHistory(run, points)]));
    const summaries = [...histories.values()].map(({ summary }) => summary);
    const differing = differences(summaries.flatMap(({ facts }) => facts ?? []));
    if (flags.json)
      printJson({ runs: summaries, differing: Object.fromEntries(differing.map((d) => [d.name, d.values])) });
    else for (const line of comparisonLines(summaries, differing)) print(line);
    noteProblems([...histories.values()].flatMap(({ problems }) => problems.map(fromWire)));
    if (flags.curves === undefined) return;
    writeFileWhole(flags.curves, new TextEncoder().encode(curvesCsv(histories, flags.by)));
    note(dim(text('compare.curves', { file: flags.curves })));
  });
}

interface Row {
  readonly title: string;
  readonly cells: readonly string[];
}

/** A column a run: first what came out, then what was not alike. */
function comparisonLines(runs: readonly RunSummary[], differing: readonly Difference[]): readonly string[] {
  const row = (title: string, cell: (facts: RunFacts, run: RunSummary) => string | null): Row => ({
    title,
    cells: runs.map((run) => (run.facts && cell(run.facts, run)) ?? '–'),
  });
  const share = (value: number | null): string | null => (value === null ? null : percent(value));
  const results = [
    row(text('runs.design'), (_, { name }) => name),
    row(text('runs.status'), (_, { status }) => text(`runs.${status}`)),
    row(text('runs.epoch'), ({ epoch, settings }) => `${epoch}/${settings.epochs}`),
    row(text('runs.validation'), ({ bestValAccuracy }) => share(bestValAccuracy)),
    row(text('runs.test'), ({ testAccuracy }) => share(testAccuracy)),
    row(text('compare.loss'), ({ loss }) => loss?.toFixed(4) ?? null),
    row(text('compare.accuracy'), ({ accuracy }) => share(accuracy)),
    row(text('runs.time'), ({ seconds }) => (seconds === null ? null : duration(seconds * 1000))),
    row(text('compare.params'), ({ params }) => (params === null ? null : grouped(params))),
  ];
  const causes = differing.map(({ name, values }) => ({
    title: name,
    cells: values.map((value) => (value === null ? '–' : String(value))),
  }));
  const lines = columnsText<Row>(columns(runs), [...results, ...causes]);
  const heading = text(differing.length > 0 ? 'compare.differ' : 'compare.same');
  return lines.toSpliced(lines.length - differing.length, 0, '', heading);
}

const columns = (runs: readonly RunSummary[]) => [
  { title: '', align: 'left' as const, text: ({ title }: Row) => title },
  ...runs.map(({ run }, i) => ({ title: run, align: 'right' as const, text: ({ cells }: Row) => cells[i]! })),
];
