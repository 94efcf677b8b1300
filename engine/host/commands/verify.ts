import type { Command } from 'commander';
import { ComparisonReport, comparisonLines } from '../terminal/comparison-text.ts';
import { addExamples } from '../terminal/examples.ts';
import { number } from '../terminal/flag-values.ts';
import { print, printJson } from '../terminal/print.ts';
import { reported } from '../terminal/reporting.ts';
import { addFolderFlags, type FolderFlags, otherData } from './training-options.ts';

interface VerifyFlags extends FolderFlags {
  readonly run: string;
  readonly data?: string;
  readonly images?: number;
  readonly json?: boolean;
}

export function addVerify(program: Command): void {
  const command = program
    .command('verify <file>')
    .description('hold an exported ONNX file against the run that it came from: structure, weights, logits')
    .requiredOption('--run <folder>', 'run that it was exported from')
    .option('--data <source>', "images to compare on (default: the run's)")
    .option('--images <n>', 'how many images to compare on (default: up to 4, fewer for large networks)', number)
    .option('--json', 'one JSON line');
  addFolderFlags(command);
  addExamples(command, ['verify resnet20.onnx --run runs/cifar_resnet20-1']);
  command.action(async (file: string, flags: VerifyFlags) => {
    const data = otherData(command, flags);
    const params = {
      file,
      run: flags.run,
      ...(data ? { data } : {}),
      ...(flags.images === undefined ? {} : { images: flags.images }),
    };
    const result = await reported('verify', params, false, new ComparisonReport());
    if (flags.json) printJson(result);
    else for (const line of comparisonLines(result)) print(line);
  });
}
