import { type Command, Option } from 'commander';
import type { AnalysisReport } from '../../analyze/report.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { bytes } from '../../base/format.ts';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { imageSize, whole } from '../terminal/flag-values.ts';
import { terminalLanguage } from '../terminal/language.ts';
import { bold, cyan, note, print, printJson } from '../terminal/print.ts';
import { problemText } from '../terminal/problems.ts';
import { text } from '../terminal/texts.ts';

interface InspectFlags {
  readonly input?: { readonly height: number; readonly width: number; readonly channels: number };
  readonly classes?: number;
  readonly batch: number;
  readonly depth?: number;
  readonly convention: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly md?: boolean;
}

export function addInspect(program: Command): void {
  const command = program
    .command('inspect <design>')
    .description('show the layer table with exact shapes and costs, what is wrong, and advice')
    .option('--input <size>', 'another image size, as HxWxC', imageSize)
    .option('--classes <n>', 'another number of classes', whole(1, 1_048_576))
    .option('--batch <n>', 'images that memory is predicted for', whole(1, 65_536), 1)
    .option('--depth <levels>', 'how many levels of blocks to open (default: all)', whole(0, 1000))
    .option('--convention <name>', 'multiplies | flops | fvcore | ptflops | thop | torchinfo', 'multiplies')
    .addOption(new Option('--json', 'everything as one JSON line').conflicts(['csv', 'md']))
    .addOption(new Option('--csv', 'the table as CSV').conflicts('md'))
    .option('--md', 'the table as Markdown');
  addExamples(command, [
    'inspect template:resnet50',
    'inspect template:cifar_resnet56 --input 28x28x1 --depth 1',
    'inspect mine.loom.json --convention flops --json',
  ]);
  command.action(async (design: string, flags: InspectFlags) => {
    const [{ openResized }, { isConvention, conventions }, { layerTable }, { reportAnalysis }, texts] =
      await Promise.all([
        import('../open-design.ts'),
        import('../../analyze/conventions/index.ts'),
        import('../../analyze/table.ts'),
        import('../../analyze/report.ts'),
        import('../../analyze/table-text.ts'),
      ]);
    const { convention, batch, depth } = flags;
    if (!isConvention(convention)) {
      const known = Object.keys(conventions).join(', ');
      throw new ProblemError([problem('convention.unknown', '', { convention, known }, { field: 'convention' })]);
    }
    const { analysis, problems } = openResized(await designArgument(design), {
      ...flags.input,
      classes: flags.classes,
    });
    if (problems.some((p) => p.severity === 'error')) process.exitCode = 2;
    const language = terminalLanguage();
    const report = reportAnalysis(analysis, {
      convention,
      batch,
      problems,
      ...(language && !flags.json && { language }),
    });

    if (flags.json) return printJson(report);
    const rows = { runs: !flags.csv, ...(depth === undefined ? {} : { depth }) };
    const table = layerTable(analysis, { convention, batch, ...rows });
    if (flags.csv) process.stdout.write(texts.tableCsv(table));
    else if (flags.md) process.stdout.write(texts.tableMarkdown(table, language));
    else {
      print(bold(analysis.network.name));
      process.stdout.write(texts.tableText(table, language));
      print();
      printTotals(report);
      for (const { node, message } of report.advice) print(`${cyan(text('inspect.advice'))} ${bold(node)}: ${message}`);
    }
    for (const p of problems) note(problemText(p));
  });
}

/** The totals that the table has no column for; bytes are predictions. */
function printTotals(report: AnalysisReport): void {
  const { totals, training, batch } = report;
  const { weights, activations, at } = totals.inferencePeak;
  print(
    text('inspect.memory', {
      images: batch === 1 ? text('inspect.oneImage') : text('inspect.images', { count: batch }),
      inference: bytes(weights + activations),
      at,
      training: bytes(training.bytes),
      gpu: bytes(training.onGpu.total),
    }),
  );
}
