import type { Command } from 'commander';
import { percent } from '../../base/format.ts';
import { barText } from '../terminal/bars.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { whole } from '../terminal/flag-values.ts';
import { bold, cyan, print, printJson } from '../terminal/print.ts';
import { JobReport, reported } from '../terminal/reporting.ts';

const BAR_CELLS = 30;

interface PredictFlags {
  readonly device: string;
  readonly top: number;
  readonly json?: boolean;
}

export function addPredict(program: Command): void {
  const command = program
    .command('predict <run> <images...>')
    .description('say what a run sees in image files: class probabilities')
    .option('--device <device>', 'cpu | webgpu[:number] | auto', 'auto')
    .option('--top <n>', 'how many classes to show', whole(1, 1_048_576), 5)
    .option('--json', 'one JSON line an image');
  addExamples(command, ['predict runs/cifar_resnet20-1 boot.png', 'predict runs/cifar_resnet20-1 *.jpg --json']);
  command.action(async (run: string, images: string[], flags: PredictFlags) => {
    const { predictions } = await reported('predict', { run, images, device: flags.device }, false, new JobReport());
    for (const { image, classes } of predictions) {
      if (flags.json) {
        printJson({ image, classes });
        continue;
      }
      print(bold(image));
      const [, , ...rows] = columnsText<(typeof classes)[number]>(
        [
          { title: '', align: 'left', text: (c) => `  ${c.name}` },
          { title: '', align: 'right', text: (c) => percent(c.probability) },
          { title: '', align: 'left', text: (c) => cyan(barText(c.probability, BAR_CELLS)) },
        ],
        classes.slice(0, flags.top),
      );
      for (const row of rows) print(row);
    }
  });
}
