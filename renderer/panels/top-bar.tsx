import { Moon, Redo2, Sun, Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import { type ConventionName, conventions, isConvention } from '../../engine/analyze/conventions/index.ts';
import { bytes, compact, grouped } from '../../engine/base/format.ts';
import { runCommand } from '../commands/index.ts';
import { set } from '../commands/view-commands.ts';
import { conventionText, useText } from '../language/text.ts';
import { platform } from '../state/session.ts';
import { change, isEdited, stemOf, store } from '../state/store.ts';
import { runShare, sweepShare } from '../state/sweep-progress.ts';
import { isRunning, training } from '../state/training.ts';
import { setTheme, themeStore } from '../theme/theme.ts';
import { AppMenu } from './app-menu.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { DeviceMenu } from './device-menu.tsx';
import { explain } from './dialogs.ts';
import { IconButton } from './icon-button.tsx';
import { InputFields, NumberField } from './input-fields.tsx';
import { fieldText } from './node-costs.tsx';
import { useTotalChanges } from './what-changed.tsx';
import './top-bar.css';

const conventionNames = Object.keys(conventions) as readonly ConventionName[];

/** What is open, the totals that never leave the screen, and what to do with it all. */
export function TopBar() {
  const t = useText();
  const file = useStore(store, (state) => state.file);
  const edited = useStore(store, isEdited);
  const past = useStore(store, (state) => state.history.past.at(-1)?.label);
  const future = useStore(store, (state) => state.history.future[0]?.label);
  return (
    <header className="top-bar">
      <AppMenu />
      <div className="file-name" title={file.path ?? file.name}>
        <h1>{stemOf(file.name)}</h1>
        {edited && <i className="dirty" role="img" aria-label={t('bar.edited')} title={t('bar.edited')} />}
      </div>
      <div className="bar-group">
        <IconButton
          title={past === undefined ? t('bar.undoNothing') : t('bar.undo', { label: past })}
          disabled={past === undefined}
          onClick={() => runCommand('edit.undo')}
        >
          <Undo2 />
        </IconButton>
        <IconButton
          title={future === undefined ? t('bar.redoNothing') : t('bar.redo', { label: future })}
          disabled={future === undefined}
          onClick={() => runCommand('edit.redo')}
        >
          <Redo2 />
        </IconButton>
      </div>
      <Totals />
      <DeviceMenu />
      <ThemeButton />
      <button type="button" className="button onnx" onClick={() => runCommand('file.onnx')}>
        ONNX
      </button>
      <TrainButton />
    </header>
  );
}

function ThemeButton() {
  const t = useText();
  const theme = useStore(themeStore, (state) => state.theme);
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <IconButton
      title={t('command.theme')}
      onClick={() => {
        setTheme(next);
        platform().settings.store({ theme: next });
      }}
    >
      {theme === 'dark' ? <Sun /> : <Moon />}
    </IconButton>
  );
}

/** Train; while a run goes on, how far it is, and the way to it. */
function TrainButton() {
  const t = useText();
  const running = useStore(training, isRunning);
  const share = useStore(training, (run) => (run.sweep ? sweepShare(run.sweep, runShare(run)) : runShare(run)));
  return running ? (
    <button type="button" className="button progress" onClick={() => change({ panel: 'training' })}>
      <i style={{ width: `${100 * share}%` }} />
      <span>{t('bar.progress', { share: `${Math.floor(share * 100)} %` })}</span>
    </button>
  ) : (
    <button type="button" className="button primary" onClick={() => runCommand('run.train')}>
      {t('train.start')}
    </button>
  );
}

/** Parameters, multiplications, training memory against the device's, receptive field. */
function Totals() {
  const t = useText();
  const { totals } = useStore(store, (state) => state.model);
  const { batch, convention } = useStore(store, (state) => state.settings);
  const device = platform().host.memoryBytes;
  const { memory } = totals;
  const over = device > 0 && memory.total > device;
  const changes = useTotalChanges();
  return (
    <section className="totals" aria-label={t('bar.totals')}>
      <Total
        label={t('total.params')}
        value={grouped(totals.params)}
        change={changes?.params?.by}
        onClick={(element) => explain('', 'params', element)}
      />
      <Total
        label={
          convention === 'multiplies'
            ? t('total.operations')
            : t('total.operationsBy', { convention: conventionText(convention, 'title') })
        }
        value={compact(totals.operations)}
        title={grouped(totals.operations)}
        change={changes?.operations?.by}
        onClick={(element) => explain('', 'operations', element)}
      />
      <Total
        label={`${t('total.memory')}, ${t('bar.batch').toLowerCase()} ${batch}`}
        value={bytes(memory.total)}
        rest={device > 0 ? ` / ${bytes(device)}` : ''}
        over={over}
        change={changes?.memory?.by}
        onClick={(element) => explain('', 'memory', element)}
      />
      <Total
        label={t('total.field')}
        value={fieldText(totals.field?.receptiveField ?? null, t('total.whole'), t('total.unknown'))}
        onClick={(element) => explain('', 'field', element)}
      />
    </section>
  );
}

function Total({
  label,
  value,
  rest = '',
  title,
  change: by,
  over = false,
  onClick,
}: {
  readonly label: string;
  readonly value: string;
  readonly rest?: string;
  readonly title?: string;
  /** What the last edit added to it. */
  readonly change?: string | undefined;
  readonly over?: boolean;
  readonly onClick: (element: Element) => void;
}) {
  return (
    <button
      type="button"
      className={`total${over ? ' over' : ''}`}
      title={title}
      onClick={(event) => onClick(event.currentTarget)}
    >
      <span>
        {label}
        {by !== undefined && <i className="total-change">{by}</i>}
      </span>
      <strong>
        {value}
        {rest !== '' && <em>{rest}</em>}
      </strong>
    </button>
  );
}

/** Where one is, and what the numbers mean: input size, classes, batch, convention. */
export function CanvasBar() {
  const t = useText();
  const scope = useStore(store, (state) => state.scope);
  const settings = useStore(store, (state) => state.settings);
  return (
    <div className="canvas-bar">
      <Breadcrumb scope={scope} />
      <InputFields />
      <label className="chip">
        <span>{t('bar.batch')}</span>
        <NumberField
          value={settings.batch}
          least={1}
          most={65_536}
          width={44}
          label={t('bar.batch')}
          onChange={(batch) => set({ batch })}
        />
      </label>
      <label className="chip">
        <span>{t('bar.count')}</span>
        <select
          value={settings.convention}
          aria-label={t('bar.count')}
          title={conventionText(settings.convention, 'help')}
          onChange={(event) => isConvention(event.target.value) && set({ convention: event.target.value })}
        >
          {conventionNames.map((name) => (
            <option key={name} value={name}>
              {conventionText(name, 'title')}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
