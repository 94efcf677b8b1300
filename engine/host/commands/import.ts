import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
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
  readonly report?: string;
  readonly json?: boolean;
}

export function addImport(program: Command): void {
  const command = program
    .command('import <file>')
    .description('open an ONNX file of any program as a design with its weights, and prove that it computes the same')
    .option('-o, --output <file>', 'design to write; its weights go beside it (default: NAME.loom.json here)')
    .option('--inputs <file>', 'JSON that names the numbers to compare on (default: seeded ones)')
    .option('--report <file>', 'write counts and outputs, or why the file is refused, as JSON, and no design')
    .option('--json', 'one JSON line');
  addExamples(command, ['import resnet18.onnx', 'import mobilenet.onnx -o nets/mobilenet.loom.json']);
  command.action(async (file: string, flags: ImportFlags) => {
    const output = flags.output ?? `${basename(file).replace(/\.onnx$/i, '')}.loom.json`;
    const params = {
      file,
      output: flags.report === undefined ? output : null,
      ...(flags.inputs === undefined ? {} : { inputs: flags.inputs }),
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

const refusalText = (p: ProblemError['problems'][number]): string => `${p.node}: ${describe(p)}`;
