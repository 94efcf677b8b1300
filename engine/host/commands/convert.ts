import { type Command, Option } from 'commander';
import type { Totals } from '../../analyze/analysis.ts';
import { newErrors } from '../../analyze/new-errors.ts';
import { ProblemError } from '../../base/diagnostics.ts';
import { grouped } from '../../base/format.ts';
import type { Conversion } from '../../design/conversions/conversion.ts';
import type { LoomDocument } from '../../design/document.ts';
import type { OpenedDesign } from '../open-design.ts';
import { writeFileWhole } from '../shell/write-file.ts';
import { columnsText } from '../terminal/columns.ts';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { number } from '../terminal/flag-values.ts';
import { terminalLanguage } from '../terminal/language.ts';
import { note } from '../terminal/print.ts';
import { noteProblems } from '../terminal/problems.ts';
import { text } from '../terminal/texts.ts';

interface ConvertFlags {
  readonly plainToResidual?: boolean;
  readonly residualToPlain?: boolean;
  readonly bottleneck?: string;
  readonly filters?: number;
  readonly output?: string;
}

type AnyConversion = Conversion<'convert.residual' | 'convert.plain' | 'convert.bottleneck'>;

export function addConvert(program: Command): void {
  const command = program
    .command('convert <design>')
    .description('rewrite a design; its cost before and after goes to stderr, the design to stdout or a file')
    .addOption(
      new Option('--plain-to-residual', 'put a skip around every two layers').conflicts([
        'residualToPlain',
        'bottleneck',
      ]),
    )
    .addOption(new Option('--residual-to-plain', 'take the skips out').conflicts('bottleneck'))
    .option('--bottleneck <path>', 'put a 1×1 convolution in front of the convolution at this path')
    .option('--filters <n>', 'filters of the bottleneck (default: by its input and output)', number)
    .option('-o, --output <file>', 'write the design there instead of to stdout');
  addExamples(command, [
    'convert template:cifar_plain20 --plain-to-residual -o residual.loom.json',
    'convert template:course_5x5_direct --bottleneck conv5x5',
  ]);
  command.action(async (design: string, flags: ConvertFlags) => {
    const { openDesign } = await import('../open-design.ts');
    const { serializeDocument } = await import('../../design/serialize.ts');
    const before = openDesign(await designArgument(design));
    const { document, problems, summary } = await convert(before, flags, command);
    if (problems.some((p) => p.severity === 'error')) throw new ProblemError(problems);
    const after = openDesign({ kind: 'document', document, name: document.name });
    const spoiled = newErrors({ problems: before.problems, byPath: before.analysis.byPath }, after.problems);
    if (spoiled.length > 0) throw new ProblemError(spoiled);
    note(await summaryText(summary));
    for (const line of costLines(before.analysis.totals, after.analysis.totals)) note(line);
    noteProblems([...problems, ...after.problems]);
    if (flags.output === undefined) process.stdout.write(serializeDocument(document));
    else writeFileWhole(flags.output, new TextEncoder().encode(serializeDocument(document)));
  });
}

async function convert({ document }: OpenedDesign, flags: ConvertFlags, command: Command): Promise<AnyConversion> {
  const { blocks } = await import('../../blocks/index.ts');
  if (flags.plainToResidual) {
    const { plainToResidual } = await import('../../design/conversions/plain-to-residual.ts');
    return plainToResidual(document, blocks, await shapes());
  }
  if (flags.residualToPlain) {
    const { residualToPlain } = await import('../../design/conversions/residual-to-plain.ts');
    return residualToPlain(document, blocks);
  }
  if (flags.bottleneck !== undefined) {
    const { insertBottleneck } = await import('../../design/conversions/insert-bottleneck.ts');
    return insertBottleneck(document, blocks, flags.bottleneck, await shapes(), flags.filters);
  }
  return command.error('error: give one of --plain-to-residual, --residual-to-plain and --bottleneck <path>');
}

/** Output types by path, as conversions ask for them. */
async function shapes() {
  const [{ analyze }, { blocks }, { expand }] = await Promise.all([
    import('../../analyze/analyze.ts'),
    import('../../blocks/index.ts'),
    import('../../design/expand.ts'),
  ]);
  return (document: LoomDocument) => {
    const { byPath } = analyze(expand(document, blocks).network);
    return (path: string) => byPath.get(path)?.type ?? null;
  };
}

async function summaryText({ code, values }: AnyConversion['summary']): Promise<string> {
  const { describeText } = await import('../../base/catalogue/index.ts');
  return describeText(code, values, terminalLanguage());
}

function costLines(before: Totals, after: Totals): readonly string[] {
  const rows = [
    { what: text('convert.params'), from: before.params, to: after.params },
    { what: text('convert.multiplies'), from: before.multiplies, to: after.multiplies },
  ];
  return columnsText<(typeof rows)[number]>(
    [
      { title: '', align: 'left', text: (r) => r.what },
      { title: text('convert.before'), align: 'right', text: (r) => grouped(r.from) },
      { title: text('convert.after'), align: 'right', text: (r) => grouped(r.to) },
      { title: text('convert.change'), align: 'right', text: (r) => changeText(r.from, r.to) },
    ],
    rows,
  );
}

function changeText(from: number, to: number): string {
  if (from === to || from === 0) return '';
  const percent = (100 * (to - from)) / from;
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(1)} %`;
}
