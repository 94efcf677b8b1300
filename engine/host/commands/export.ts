import type { Command } from 'commander';
import { ComparisonReport, comparisonLines } from '../terminal/comparison-text.ts';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { number } from '../terminal/flag-values.ts';
import { print, printJson } from '../terminal/print.ts';
import { reported } from '../terminal/reporting.ts';
import { addFolderFlags, type FolderFlags, otherData } from './training-options.ts';

interface ExportFlags extends FolderFlags {
  readonly run?: string;
  readonly onnx: string;
  readonly foldBatchNorm?: boolean;
  readonly data?: string;
  readonly images?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  const command = program
    .command('export [design]')
    .description('write ONNX, run it in ONNX Runtime and hold its logits against the float64 reference')
    .option('--run <folder>', "a run's design and best weights; without one, the weights that training starts with")
    .requiredOption('--onnx <file>', 'file to write')
    .option('--fold-batch-norm', 'fold batch norms into the convolutions in front of them')
    .option('--data <source>', "images to compare on (default: the run's, or builtin:fashion)")
    .option('--images <n>', 'how many images to compare on (default: up to 4, fewer for large networks)', number)
    .option('--seed <n>', 'seed of the untrained weights', number)
    .option('--json', 'one JSON line');
  addFolderFlags(command);
  addExamples(command, [
    'export --run runs/cifar_resnet20-1 --onnx resnet20.onnx',
    'export template:resnet50 --onnx resnet50.onnx --fold-batch-norm',
  ]);
  command.action(async (design: string | undefined, flags: ExportFlags) => {
    const data = otherData(command, flags);
    const params = {
      ...(design === undefined ? {} : { design: await designArgument(design) }),
      ...(flags.run === undefined ? {} : { run: flags.run }),
      file: flags.onnx,
      foldBatchNorm: flags.foldBatchNorm ?? false,
      ...(data ? { data } : {}),
      ...(flags.images === undefined ? {} : { images: flags.images }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    };
    const result = await reported('export', params, false, new ComparisonReport());
    if (flags.json) printJson(result);
    else for (const line of comparisonLines(result)) print(line);
  });
}
