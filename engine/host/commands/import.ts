import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { describe } from '../../base/catalogue/index.ts';
import { ProblemError } from '../../base/diagnostics.ts';
import { ComparisonReport } from '../terminal/comparison-text.ts';
import { addExamples } from '../terminal/examples.ts';
import { importLines } from '../terminal/import-text.ts';
import { print, printJson } from '../terminal/print.ts';
import { reported } from '../terminal/reporting.ts';

interface ImportFlags {
  readonly output?: string;
  readonly inputs?: string;
  readonly shape?: number[];
  readonly report?: string;
  readonly json?: boolean;
}

export function addImport(program: Command): void {
  const command = program
    .command('import <file>')
    .description('open an ONNX file of any program as a design with its weights, and prove that it computes the same')
    .option('-o, --output <file>', 'design to write; its weights go beside it (default: NAME.loom.json here)')
    .option('--inputs <file>', 'JSON that names the numbers to compare on (default: seeded ones)')
    .option('--shape <dims>', 'dims of the input where the file leaves them open: 1x3x224x224', dimsGiven)
    .option('--report <file>', 'write counts and outputs, or why the file is refused, as JSON, and no design')
    .option('--json', 'one JSON line');
  addExamples(command, [
    'import resnet18.onnx',
    'import mobilenet.onnx -o nets/mobilenet.loom.json',
    'import segmenter.onnx --shape 1x3x128x128',
  ]);
  command.action(async (file: string, flags: ImportFlags) => {
    const output = flags.output ?? `${basename(file).replace(/\.onnx$/i, '')}.loom.json`;
    const params = {
      file,
      output: flags.report === undefined ? output : null,
      ...(flags.inputs === undefined ? {} : { inputs: flags.inputs }),
      ...(flags.shape === undefined ? {} : { shape: flags.shape }),
    };
    try {
      const result = await reported('import', params, false, new ComparisonReport());
      if (flags.report !== undefined) writeFileSync(flags.report, JSON.stringify(result));
      if (flags.json) printJson(result);
      else for (const line of importLines(result)) print(line);
    } catch (error) {
      if (flags.report !== undefined && error instanceof ProblemError) {
        writeFileSync(flags.report, JSON.stringify({ refused: error.problems.map(refusalText).join('; ') }));
      }
      throw error;
    }
  });
}

function dimsGiven(given: string): number[] {
  const dims = given.split(/[x×,]/).map(Number);
  if (dims.every((d) => Number.isSafeInteger(d) && d > 0)) return dims;
  throw new InvalidArgumentError('Give whole numbers from 1 on, as 1x3x224x224.');
}

const refusalText = (p: ProblemError['problems'][number]): string => `${p.node}: ${describe(p)}`;
