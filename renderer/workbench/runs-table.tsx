import { ArrowDown, ArrowUp, Play } from 'lucide-react';
import { useStore } from 'zustand';
import { duration } from '../../engine/base/format.ts';
import type { RunSummary } from '../../engine/host/runs-protocol.ts';
import { dateText, fullDateText } from '../language/date-text.ts';
import { type TextKey, useText } from '../language/text.ts';
import {
  canResumeSweep,
  type RunColumn,
  type Runs,
  rename,
  runs,
  selectRuns,
  sortRuns,
  toggleRun,
} from '../state/runs.ts';
import { tellError } from '../state/session.ts';
import { isRunning, resumeSweep, training } from '../state/training.ts';
import { lossText, shareText } from './run-curves.tsx';
import { axisTitle, axisValueText, settingsLine } from './setting-texts.ts';

interface Column {
  readonly title: TextKey;
  readonly sort?: RunColumn;
  readonly number?: boolean;
  /** Where there is little room: `aside` goes first, then `late`. */
  readonly goes?: 'aside' | 'late';
  readonly cell: (run: RunSummary) => React.ReactNode;
}

const NOTHING = '–';

/** A run that has not come that far has no such number. */
const known = (value: number | null | undefined, textOf: (value: number) => string): string =>
  value === null || value === undefined ? NOTHING : textOf(value);

const columns: readonly Column[] = [
  { title: 'runs.name', sort: 'name', cell: (run) => <Name run={run} /> },
  { title: 'runs.status', sort: 'status', cell: ({ status }) => <Status status={status} /> },
  {
    title: 'runs.best',
    sort: 'best',
    number: true,
    cell: ({ facts }) => known(facts?.bestValAccuracy, shareText),
  },
  {
    title: 'train.loss',
    sort: 'loss',
    number: true,
    goes: 'late',
    cell: ({ facts }) => known(facts?.loss, lossText),
  },
  { title: 'setup.data', goes: 'aside', cell: ({ facts }) => facts?.data.name ?? NOTHING },
  { title: 'setup.settings', goes: 'aside', cell: ({ facts }) => (facts ? settingsLine(facts.settings) : NOTHING) },
  {
    title: 'runs.time',
    sort: 'time',
    number: true,
    goes: 'aside',
    cell: ({ facts }) => known(facts?.seconds, (seconds) => duration(seconds * 1000)),
  },
  { title: 'runs.created', sort: 'created', goes: 'aside', cell: (run) => <When run={run} /> },
];

const classOf = (number: boolean | undefined, goes: Column['goes']): string =>
  `${number ? 'number' : ''} ${goes ?? ''}`.trim();

/** The runs, those of a sweep together under its heading. */
export function RunsTable({ list }: { readonly list: readonly RunSummary[] }) {
  const t = useText();
  const { sort } = useStore(runs);
  const groups = grouped(sorted(list, sort));
  return (
    <div className="runs-scroll scroll">
      <table className="runs-table">
        <thead>
          <tr>
            <th>
              <span className="hidden-text">{t('runs.compare')}</span>
            </th>
            {columns.map(({ title, sort: column, number, goes }) => (
              <th
                key={title}
                className={classOf(number, goes)}
                aria-sort={column === sort.column ? (sort.descending ? 'descending' : 'ascending') : undefined}
              >
                {column ? (
                  <button type="button" onClick={() => sortRuns(column)}>
                    {t(title)}
                    {column === sort.column && (sort.descending ? <ArrowDown /> : <ArrowUp />)}
                  </button>
                ) : (
                  t(title)
                )}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ sweep, members }) => (
          <tbody key={sweep ?? members[0]?.run}>
            {sweep !== null && <SweepHeading folder={sweep} members={members} />}
            {members.map((run) => (
              <Row key={run.run} run={run} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ run }: { readonly run: RunSummary }) {
  const t = useText();
  const chosen = useStore(runs, ({ selected }) => selected.has(run.run));
  return (
    <tr
      className={chosen ? 'chosen' : ''}
      onClick={(event) => {
        if (event.target instanceof HTMLElement && event.target.closest('input')) return;
        if (event.ctrlKey || event.metaKey || event.shiftKey) toggleRun(run.run);
        else selectRuns([run.run]);
      }}
    >
      <td>
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t('runs.choose', { name: run.name })}
          onChange={() => toggleRun(run.run)}
        />
      </td>
      {columns.map(({ title, number, goes, cell }) => (
        <td key={title} className={classOf(number, goes)}>
          {cell(run)}
        </td>
      ))}
    </tr>
  );
}

function SweepHeading({ folder, members }: { readonly folder: string; readonly members: readonly RunSummary[] }) {
  const t = useText();
  const selected = useStore(runs, (state) => state.selected);
  const sweep = useStore(runs, (state) => state.sweeps.find((one) => one.sweep === folder));
  // Whether it can go on depends on whether something else does.
  useStore(training, isRunning);
  const all = members.every(({ run }) => selected.has(run));
  const name = members.find(({ facts }) => facts?.sweep?.axis)?.facts?.sweep?.axis?.name;
  const axis = name === undefined ? t('runs.axisDepth') : axisTitle(name);
  const others = [...selected].filter((run) => !members.some((member) => member.run === run));
  return (
    <tr className="sweep-heading">
      <td>
        <input
          type="checkbox"
          checked={all}
          aria-label={t('runs.chooseSweep')}
          onChange={() => selectRuns(all ? others : [...others, ...members.map(({ run }) => run)])}
        />
      </td>
      <th colSpan={columns.length} scope="rowgroup">
        {sweep && sweep.points < sweep.designs
          ? t('runs.sweepPart', { axis, done: sweep.points, count: sweep.designs })
          : t('runs.sweep', { axis, count: members.length })}
        {canResumeSweep(sweep) && (
          <button type="button" className="button" onClick={() => resumeSweep(folder)}>
            <Play />
            {t('runs.resumeSweep')}
          </button>
        )}
      </th>
    </tr>
  );
}

function Name({ run: { run, name, facts } }: { readonly run: RunSummary }) {
  const t = useText();
  const renaming = useStore(runs, (state) => state.renaming === run);
  const done = (typed: string): void => {
    const wanted = typed.trim();
    if (wanted === '' || wanted === name) runs.setState({ renaming: null });
    else void rename(run, wanted).catch(tellError);
  };
  if (!renaming)
    return (
      <span className="run-name" title={run}>
        {name}
        {facts?.sweep && (
          <em>{facts.sweep.axis ? axisValueText(facts.sweep.axis.name, facts.sweep.axis.value) : facts.sweep.depth}</em>
        )}
      </span>
    );
  return (
    <input
      className="field"
      aria-label={t('runs.rename')}
      defaultValue={name}
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => runs.getState().renaming === run && done(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') done(event.currentTarget.value);
        else if (event.key === 'Escape') runs.setState({ renaming: null });
      }}
    />
  );
}

function Status({ status }: Pick<RunSummary, 'status'>) {
  const t = useText();
  return <b className={`run-status ${status}`}>{t(`run.${status}`)}</b>;
}

function When({ run: { facts, modified } }: { readonly run: RunSummary }) {
  useText();
  const date = new Date(facts?.created ?? modified);
  return (
    <time dateTime={date.toISOString()} title={fullDateText(date)}>
      {dateText(date)}
    </time>
  );
}

const keys: Readonly<Record<RunColumn, (run: RunSummary) => string | number>> = {
  name: ({ name }) => name,
  status: ({ status }) => status,
  best: ({ facts }) => facts?.bestValAccuracy ?? -1,
  loss: ({ facts }) => facts?.loss ?? Number.POSITIVE_INFINITY,
  time: ({ facts }) => facts?.seconds ?? -1,
  created: ({ facts, modified }) => (facts ? Date.parse(facts.created) : modified),
};

function sorted(list: readonly RunSummary[], { column, descending }: Runs['sort']): readonly RunSummary[] {
  const key = keys[column];
  const compare = (a: RunSummary, b: RunSummary): number => {
    const [x, y] = [key(a), key(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  return list.toSorted((a, b) => (descending ? compare(b, a) : compare(a, b)));
}

interface Group {
  /** Null for a run of its own. */
  readonly sweep: string | null;
  readonly members: readonly RunSummary[];
}

/** Runs of a sweep stand where the first of them does. */
function grouped(list: readonly RunSummary[]): readonly Group[] {
  const seen = new Set<string>();
  return list.flatMap((run): readonly Group[] => {
    const id = run.facts?.sweep?.id;
    if (id === undefined) return [{ sweep: null, members: [run] }];
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ sweep: id, members: list.filter((other) => other.facts?.sweep?.id === id) }];
  });
}
