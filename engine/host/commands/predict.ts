import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { grouped, percent } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { barText } from '../terminal/bars.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { whole } from '../terminal/flag-values.ts';
import { bold, cyan, note, print, printJson } from '../terminal/print.ts';
import { noteProblems } from '../terminal/problems.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { text } from '../terminal/texts.ts';
import { fromWire } from '../wire-problems.ts';

const BAR_CELLS = 30;

interface PredictFlags {
  readonly device: string;
  readonly top: number;
  readonly json?: boolean;
}

type Prediction = CallResult<'predict'>['predictions'][number];

export function addPredict(program: Command): void {
  const command = program
    .command('predict <run> <images...>')
    .description('say what a run sees in image files, or in all that a folder holds: class probabilities')
    .option('--device <device>', 'cpu | webgpu[:number] | auto', 'auto')
    .option('--top <n>', 'how many classes to show', whole(1, 1_048_576), 5)
    .option('--json', 'one JSON line an image');
  addExamples(command, [
    'predict runs/cifar_resnet20-1 boot.png',
    'predict runs/cifar_resnet20-1 ~/photos',
    'predict runs/cifar_resnet20-1 *.jpg --json',
  ]);
  command.action(async (run: string, images: string[], flags: PredictFlags) => {
    const { predictions, failed } = await reported(
      'predict',
      { run, images, device: flags.device },
      false,
      new JobReport(),
    );
    const hasFolder = images.some((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
    if (flags.json)
      for (const one of [...predictions.map(({ image, classes }) => ({ image, classes })), ...failed]) printJson(one);
    else if (hasFolder) showTable(predictions);
    else for (const one of predictions) showBars(one, flags.top);
    if (failed.length === 0) return;
    noteProblems(failed.flatMap(({ problems }) => problems.map(fromWire)));
    note(
      text('predict.failed', { failed: grouped(failed.length), images: grouped(failed.length + predictions.length) }),
    );
    process.exitCode = 1;
  });
}

function showBars({ image, classes }: Prediction, top: number): void {
  print(bold(image));
  const [, , ...rows] = columnsText<(typeof classes)[number]>(
    [
      { title: '', align: 'left', text: (c) => `  ${c.name}` },
      { title: '', align: 'right', text: (c) => percent(c.probability) },
      { title: '', align: 'left', text: (c) => cyan(barText(c.probability, BAR_CELLS)) },
    ],
    classes.slice(0, top),
  );
  for (const row of rows) print(row);
}

/** A line an image, then how many there are of each class. */
function showTable(predictions: readonly Prediction[]): void {
  const lines = columnsText<Prediction>(
    [
      { title: text('predict.image'), align: 'left', text: ({ image }) => image },
      { title: text('evaluate.class'), align: 'left', text: ({ classes }) => classes[0]!.name },
      { title: text('predict.probability'), align: 'right', text: ({ classes }) => percent(classes[0]!.probability) },
    ],
    predictions,
  );
  for (const line of lines) print(line);
  const counts = new Map<string, number>();
  for (const { classes } of predictions) counts.set(classes[0]!.name, (counts.get(classes[0]!.name) ?? 0) + 1);
  print();
  const summary = columnsText<readonly [string, number]>(
    [
      { title: text('evaluate.class'), align: 'left', text: ([name]) => name },
      { title: text('evaluate.images'), align: 'right', text: ([, count]) => grouped(count) },
    ],
    [...counts].sort(([, a], [, b]) => b - a),
  );
  for (const line of summary) print(line);
}
