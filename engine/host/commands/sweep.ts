import { basename } from 'node:path';
import type { Command } from 'commander';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { fileName, unique } from '../../base/file-name.ts';
import { duration, grouped, percent } from '../../base/format.ts';
import type { CallInput, CallResult, JobEvent } from '../protocol.ts';
import type { SweepPoint } from '../runs-protocol.ts';
import { columnsText } from '../terminal/columns.ts';
import { designArgument } from '../terminal/design-argument.ts';
import { addExamples } from '../terminal/examples.ts';
import { numbers } from '../terminal/flag-values.ts';
import { bold, dim, note, print, printJson, yellow } from '../terminal/print.ts';
import { reported } from '../terminal/reporting.ts';
import { RunReport } from '../terminal/run-report.ts';
import { text } from '../terminal/texts.ts';
import { freshRunFolder } from './run-names.ts';
import {
  addDataFlags,
  addDeviceFlags,
  addSettingsFlags,
  computeOf,
  dataFrom,
  refuseOnResume,
  settingsFrom,
  type TrainingFlags,
} from './training-options.ts';

interface SweepFlags extends TrainingFlags {
  readonly depths?: readonly number[];
  readonly out?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

type Planned = CallInput<'sweep'>['designs'][number];
type Unlabelled = Omit<Planned, 'label'>;

export function addSweep(program: Command): void {
  const command = program
    .command('sweep [designs...]')
    .description('train designs at several depths with the same settings: error against depth as table, JSON and chart')
    .option('--depths <list>', 'depths of each template, for example 8,20,32,56', numbers)
    .option(
      '--out <folder>',
      'folder for the runs, sweep.json and sweep.svg (default: runs/sweep-<number>); one that was cut short goes on',
    )
    .option('--resume <folder>', 'go on with a sweep that was cut short; only where its --data lies may change')
    .option('--json', 'one JSON line an event on stdout');
  addExamples(addDeviceFlags(addSettingsFlags(addDataFlags(command))), [
    'sweep template:cifar_plain template:cifar_resnet --depths 8,20,32,56 --data builtin:digits --epochs 6 --batch 32 --lr 0.05 --warmup 40',
    'sweep --resume runs/sweep-1',
  ]);
  command.action(async (designs: readonly string[], flags: SweepFlags) => {
    const json = flags.json ?? false;
    if (flags.resume !== undefined) {
      refuseOnResume(command, designs, changeableOnResume);
      const moved = command.getOptionValueSource('data') === 'cli' ? { data: flags.data } : {};
      const result = await reported('resumeSweep', { sweep: flags.resume, ...moved }, json, new SweepReport());
      return showResult(result, flags.resume, json);
    }
    if (designs.length === 0) return command.error("error: missing required argument 'designs' (or --resume <folder>)");
    const out = flags.out ?? freshRunFolder('sweep');
    const params = {
      designs: labelled(
        (await Promise.all(designs.map((d) => atDepths(d, seriesOf(d, designs), flags.depths)))).flat(),
      ),
      data: dataFrom(flags),
      settings: settingsFrom(flags),
      out,
      ...computeOf(flags),
    };
    showResult(await reported('sweep', params, json, new SweepReport()), out, json);
  });
}

const changeableOnResume: ReadonlySet<string> = new Set(['resume', 'data', 'json']);

function showResult({ status, points }: CallResult<'sweep'>, out: string, json: boolean): void {
  if (json) return printJson({ type: 'sweep', points });
  for (const line of pointLines(points)) print(line);
  if (status === 'stopped') note(yellow(text('sweep.stopped', { out })));
  note(dim(text('sweep.saved', { out })));
}

/** The design itself where no depths are asked for; otherwise the template at each of them. */
async function atDepths(
  asked: string,
  series: string,
  depths: readonly number[] | undefined,
): Promise<readonly Unlabelled[]> {
  if (!depths) return [{ series, depth: 0, design: await designArgument(asked) }];
  if (!asked.startsWith('template:')) throw new ProblemError([problem('sweep.notTemplate', asked, { design: asked })]);
  return depths.map((depth) => {
    const spec = `${asked}${asked.includes('?') ? '&' : '?'}depth=${depth}`;
    return { series, depth, design: { kind: 'template', spec } };
  });
}

/**
 * What a design is called in the table and the chart: its name alone, with its arguments where another one has the same
 * name.
 */
function seriesOf(asked: string, all: readonly string[]): string {
  const nameOf = (design: string): string =>
    basename(design.replace(/^template:/, '').replace(/\?.*/, '')).replace(/(\.loom)?\.json$/i, '');
  const name = nameOf(asked);
  return all.filter((other) => nameOf(other) === name).length > 1 ? asked.replace(/^template:/, '') : name;
}

/** With the name that each design's folder gets: no two are alike. */
function labelled(designs: readonly Unlabelled[]): Planned[] {
  const names = designs.map(({ series, depth }) => fileName(depth === 0 ? series : `${series}-${depth}`, 'design'));
  const labels = unique(names);
  return designs.map((one, i) => ({ ...one, label: labels[i]! }));
}

class SweepReport extends RunReport {
  override show(event: JobEvent): void {
    if (event.type !== 'design') return super.show(event);
    this.bar.clear();
    note();
    const { index, count, label } = event;
    note(bold(text('sweep.point', { number: index + 1, count, label })));
  }
}

function pointLines(points: readonly SweepPoint[]): readonly string[] {
  const error = (p: SweepPoint, value: number | null): string =>
    p.status === 'failed' ? text('sweep.diverged') : value === null ? '–' : percent(value);
  return columnsText<SweepPoint>(
    [
      { title: text('sweep.design'), align: 'left', text: (p) => p.series },
      { title: text('sweep.depth'), align: 'right', text: (p) => p.axis?.value ?? String(p.depth) },
      { title: text('sweep.params'), align: 'right', text: (p) => grouped(p.params) },
      { title: text('sweep.trainingError'), align: 'right', text: (p) => error(p, p.trainingError) },
      { title: text('sweep.validationError'), align: 'right', text: (p) => error(p, p.validationError) },
      { title: text('sweep.trainingLoss'), align: 'right', text: (p) => p.trainingLoss?.toFixed(4) ?? '–' },
      { title: text('sweep.time'), align: 'right', text: (p) => duration(p.seconds * 1000) },
    ],
    points,
  );
}
