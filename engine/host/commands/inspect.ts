import { type Command, Option } from 'commander';
import type { AnalysisReport } from '../../analyze/report.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { bytes } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { dataText } from '../terminal/data-text.ts';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { imageSize, whole } from '../terminal/flag-values.ts';
import { terminalLanguage } from '../terminal/language.ts';
import { bold, cyan, note, print, printJson, printText } from '../terminal/print.ts';
import { problemText } from '../terminal/problems.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { text } from '../terminal/texts.ts';
import { addFolderFlags, type FolderFlags, otherData } from './training-options.ts';

interface InspectFlags extends FolderFlags {
  readonly data?: string;
  readonly resize?: string;
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
    .command('inspect [design]')
    .description(
      'show the layer table with exact shapes and costs, what is wrong, and advice; with --data, what a data set holds',
    )
    .option('--data <source>', 'look at a data set, alone or with the design that is to take its images')
    .option('--resize <size>', 'the size that its images are scaled to, as for train')
    .option('--input <size>', 'another image size, as HxWxC', imageSize)
    .option('--classes <n>', 'another number of classes', whole(1, 1_048_576))
    .option('--batch <n>', 'images that memory is predicted for', whole(1, 65_536), 1)
    .option('--depth <levels>', 'how many levels of blocks to open (default: all)', whole(0, 1000))
    .option('--convention <name>', 'multiplies | flops | fvcore | ptflops | thop | torchinfo', 'multiplies')
    .addOption(new Option('--json', 'everything as one JSON line').conflicts(['csv', 'md']))
    .addOption(new Option('--csv', 'the table as CSV').conflicts('md'))
    .option('--md', 'the table as Markdown');
  addFolderFlags(command);
  addExamples(command, [
    'inspect template:resnet50',
    'inspect template:cifar_resnet56 --input 28x28x1 --depth 1',
    'inspect mine.loom.json --convention flops --json',
    'inspect --data ~/flowers',
  ]);
  command.action(async (design: string | undefined, flags: InspectFlags) => {
    const looked = await lookAt(command, flags);
    if (design === undefined) {
      if (!looked) return command.error("error: missing required argument 'design' (or --data <source>)");
      if (flags.csv || flags.md) return command.error('error: --csv and --md show the table of a design: name one');
      return showData(looked, flags.json ?? false);
    }
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
      ...(looked && sizesOf(looked)),
      ...flags.input,
      ...(flags.classes === undefined ? {} : { classes: flags.classes }),
    });
    if (problems.some((p) => p.severity === 'error')) process.exitCode = 2;
    const language = terminalLanguage();
    const report = reportAnalysis(analysis, {
      convention,
      batch,
      problems,
      ...(language && !flags.json && { language }),
    });

    if (flags.json) return printJson(looked ? { ...report, data: foundOf(looked) } : report);
    const rows = { runs: !flags.csv, ...(depth === undefined ? {} : { depth }) };
    const table = layerTable(analysis, { convention, batch, ...rows });
    if (flags.csv) printText(texts.tableCsv(table));
    else if (flags.md) printText(texts.tableMarkdown(table, language));
    else {
      print(bold(analysis.network.name));
      printText(texts.tableText(table, language));
      print();
      printTotals(report);
      if (looked) for (const line of ['', ...dataText(looked)]) print(line);
      for (const { node, message } of report.advice) print(`${cyan(text('inspect.advice'))} ${bold(node)}: ${message}`);
    }
    for (const p of [...problems, ...(looked?.warnings ?? [])]) note(problemText(p));
  });
}

type Looked = CallResult<'previewData'>;

/** A data set without its images; null where none is asked for. */
async function lookAt(command: Command, flags: InspectFlags): Promise<Looked | null> {
  const data = otherData(command, flags);
  return data ? reported('previewData', { data, samples: 0 }, false, new JobReport()) : null;
}

const sizesOf = ({ height, width, channels, classes }: Looked) => ({
  height,
  width,
  channels,
  classes: classes.length,
});

function foundOf(looked: Looked): Omit<Looked, 'samples'> {
  const { samples: _, ...found } = looked;
  return found;
}

function showData(looked: Looked, json: boolean): void {
  if (json) return printJson(foundOf(looked));
  for (const line of dataText(looked)) print(line);
  for (const warning of looked.warnings) note(problemText(warning));
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
