import type { Command } from 'commander';
import { grouped, percent } from '../../base/format.ts';
import { type ClassResult, classResults } from '../../settings/confusion.ts';
import type { CallResult } from '../protocol.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { number } from '../terminal/flag-values.ts';
import { bold, dim, print, printJson } from '../terminal/print.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { text } from '../terminal/texts.ts';
import { addFolderFlags, type FolderFlags, otherData } from './training-options.ts';

interface EvaluateFlags extends FolderFlags {
  readonly data?: string;
  readonly device: string;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Wider confusion matrices do not fit a terminal; the JSON has them whole. */
const MOST_COLUMNS = 24;

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate <run>')
    .description("test a run's best weights on its test images: accuracy, classes, confusion matrix")
    .option(
      '--data <source>',
      'test on all images of this folder instead (on its test part, where it has one), classes matched by name',
    )
    .option('--device <device>', 'cpu | webgpu[:number] | auto', 'auto')
    .option('--threads <n>', 'threads of the CPU backend (default: one a core)', number)
    .option('--json', 'one JSON line');
  addFolderFlags(command);
  addExamples(command, ['evaluate runs/cifar_resnet20-1', 'evaluate runs/cifar_resnet20-1 --data ~/mnist']);
  command.action(async (run: string, flags: EvaluateFlags) => {
    const data = otherData(command, flags);
    const params = {
      run,
      device: flags.device,
      ...(data ? { data } : {}),
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    };
    const result = await reported('evaluate', params, false, new JobReport());
    if (flags.json) printJson(result);
    else show(result);
  });
}

function show(result: CallResult<'evaluate'>): void {
  const { accuracy, top5, loss, images, data, confusion } = result;
  const headline = text('evaluate.headline', {
    accuracy: percent(accuracy),
    ...(top5 === null ? {} : { top5: percent(top5) }),
    loss: loss.toFixed(4),
    images: grouped(images),
    data,
  });
  print(bold(headline));
  print(dim(text('evaluate.weights', { file: result.checkpoint })));
  print();
  const classes = classResults(confusion);
  const nameOf = ({ index }: ClassResult): string => result.classes[index]!;
  const table = columnsText<(typeof classes)[number]>(
    [
      { title: text('evaluate.class'), align: 'left', text: (c) => nameOf(c) },
      { title: text('evaluate.images'), align: 'right', text: (c) => grouped(c.images) },
      { title: text('evaluate.accuracy'), align: 'right', text: (c) => ratio(c.accuracy) },
      { title: text('evaluate.precision'), align: 'right', text: (c) => ratio(c.precision) },
      {
        title: text('evaluate.mistake'),
        align: 'left',
        text: ({ mistake }) => (mistake ? `${result.classes[mistake.index]!} (${mistake.images})` : ''),
      },
    ],
    classes,
  );
  for (const line of table) print(line);
  if (confusion.length > MOST_COLUMNS) return;
  print();
  print(bold(text('evaluate.confusion')));
  const matrix = columnsText<(typeof classes)[number]>(
    [
      { title: '', align: 'left', text: (c) => `${c.index} ${nameOf(c)}` },
      ...classes.map((to) => ({
        title: String(to.index),
        align: 'right' as const,
        text: (c: (typeof classes)[number]) => cell(confusion[c.index]![to.index]!, c.index === to.index),
      })),
    ],
    classes,
  );
  for (const line of matrix) print(line);
}

/** Of a class that tells nothing of it. */
const NONE = '–';
const ratio = (share: number | null): string => (share === null ? NONE : percent(share));

function cell(n: number, right: boolean): string {
  if (n === 0) return dim('·');
  return right ? bold(String(n)) : String(n);
}
