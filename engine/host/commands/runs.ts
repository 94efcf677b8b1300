import type { Command } from 'commander';
import { duration, percent } from '../../base/format.ts';
import { isUnfinished, type RunFacts, type RunSummary } from '../runs-protocol.ts';
import { type Column, columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { cyan, dim, green, note, print, printJson, red, yellow } from '../terminal/print.ts';
import { problemText } from '../terminal/problems.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { text } from '../terminal/texts.ts';
import { addCompare } from './compare-runs.ts';

type Status = RunSummary['status'];

const COLOURS: Readonly<Record<Status, (text: string) => string>> = {
  running: cyan,
  done: green,
  stopped: yellow,
  interrupted: yellow,
  failed: red,
  broken: red,
};

export function addRuns(program: Command): void {
  const command = program
    .command('runs [folder]')
    .description('list the runs in a folder (default: runs): how far they are, how good, and what is wrong with them')
    .option('--json', 'one JSON line');
  addExamples(command, ['runs', 'runs runs/sweep-1 --json', 'runs compare runs/a runs/b']);
  addCompare(command);
  command.action(async (folder: string | undefined, flags: { readonly json?: boolean }) => {
    const where = folder ?? 'runs';
    const { runs, sweeps } = await reported('runs', { folder: where }, false, new JobReport());
    if (flags.json) return printJson({ runs, sweeps });
    if (runs.length === 0) return note(text('runs.none', { folder: where }));
    for (const line of columnsText(columns(), runs)) print(line);
    for (const one of runs) noteProblemsOf(one);
    for (const { sweep, points, designs } of sweeps.filter(isUnfinished))
      note(dim(text('runs.sweepGoOn', { sweep, points, designs })));
    const open = runs.find(({ facts, resumesFrom }) => resumesFrom !== null && facts?.sweep === null);
    for (const { run, anewAt } of runs) if (anewAt !== null) note(dim(text('runs.anew', { run, rate: anewAt })));
    if (open) note(dim(text(open.resumesFrom === 'beginning' ? 'runs.startOver' : 'runs.goOn', { run: open.run })));
  });
}

function noteProblemsOf({ run, problems }: RunSummary): void {
  for (const said of problems.map(problemText)) note(said.includes(run) ? said : `${said} ${dim(`(${run})`)}`);
}

function columns(): readonly Column<RunSummary>[] {
  const column = (
    name: 'data' | 'epoch' | 'validation' | 'test' | 'time' | 'settings',
    align: 'left' | 'right',
    value: (facts: RunFacts) => string | null,
  ): Column<RunSummary> => ({
    title: text(`runs.${name}`),
    align,
    text: ({ facts }) => (facts && value(facts)) ?? '–',
  });
  const share = (value: number | null): string | null => (value === null ? null : percent(value));
  return [
    { title: text('runs.run'), align: 'left', text: ({ run }) => run },
    { title: text('runs.design'), align: 'left', text: ({ name, facts }) => (facts ? name : '–') },
    column('data', 'left', ({ data }) => data.name),
    { title: text('runs.status'), align: 'left', text: ({ status }) => COLOURS[status](text(`runs.${status}`)) },
    column('epoch', 'right', ({ epoch, settings }) => `${epoch}/${settings.epochs}`),
    column('validation', 'right', (facts) => share(facts.bestValAccuracy)),
    column('test', 'right', (facts) => share(facts.testAccuracy)),
    column('time', 'right', ({ seconds }) => (seconds === null ? null : duration(seconds * 1000))),
    column('settings', 'left', ({ settings: { optimizer, learningRate: rate, batch } }) =>
      text('runs.settingsLine', { optimizer: optimizer.kind, rate, batch }),
    ),
  ];
}
