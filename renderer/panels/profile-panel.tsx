import { Timer } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { compact, duration, grouped, percent } from '../../engine/base/format.ts';
import { runCommand } from '../commands/index.ts';
import { layerTitle, useText } from '../language/text.ts';
import { familyOf } from '../scene/forms.ts';
import { type LayerTime, type Measured, type Profile, profileStore } from '../state/profile.ts';
import { store } from '../state/store.ts';
import { heatOf } from '../theme/heat.ts';
import { goTo } from './advice.tsx';
import { EmptyState } from './empty-state.tsx';
import { ProblemCards } from './problem-cards.tsx';
import { type Column, SortedTable } from './sorted-table.tsx';
import './profile-panel.css';

/** Where a training step spends its time, layer by layer, as the last profile measured it. */
export function ProfilePanel() {
  const t = useText();
  const { progress, measured, problems } = useStore(profileStore);
  if (!progress && !measured && problems.length === 0)
    return (
      <EmptyState
        icon={<Timer />}
        title={t('profile.none')}
        text={t('profile.noneText')}
        action={{ label: t('command.profile'), command: 'run.profile' }}
      />
    );
  return (
    <div className="profile">
      <div className="panel-bar" aria-live="polite">
        {progress ? (
          <Progress progress={progress} />
        ) : (
          <>
            <button type="button" className="button" onClick={() => runCommand('run.profile')}>
              {t(measured ? 'profile.again' : 'command.profile')}
            </button>
            {measured && <Facts measured={measured} />}
          </>
        )}
      </div>
      {problems.length > 0 && (
        <div className="training-problems">
          <ProblemCards problems={problems} />
        </div>
      )}
      {measured && <LayerTimes measured={measured} />}
    </div>
  );
}

function Progress({ progress: { stage, share } }: { readonly progress: NonNullable<Profile['progress']> }) {
  const t = useText();
  return (
    <>
      <button type="button" className="button" onClick={() => runCommand('run.cancelProfile')}>
        {t('dialog.cancel')}
      </button>
      <span>{t(`profile.${stage}`)}</span>
      <progress value={stage === 'steps' ? share : undefined} aria-label={t(`profile.${stage}`)} />
    </>
  );
}

function Facts({ measured }: { readonly measured: Measured }) {
  const t = useText();
  const stale = useStore(profileStore, (state) => state.stale);
  const { report, batch } = measured;
  const { step, device } = report;
  const facts = [
    [t('profile.step'), duration(step.medianMs)],
    [t('profile.speed'), grouped(Math.round(step.imagesPerSecond))],
    [t('bar.batch'), grouped(batch)],
    [t('profile.device'), device.name],
  ] as const;
  const { host } = step;
  return (
    <>
      {facts.map(([label, value]) => (
        <div key={label} className="fact">
          <span>{label}</span>
          <strong title={value}>{value}</strong>
        </div>
      ))}
      {host && (
        <div className="fact">
          <span>{t('profile.host')}</span>
          <strong title={t('profile.host.hint', { kernels: grouped(host.kernels) })}>{duration(host.ms)}</strong>
        </div>
      )}
      {stale && <p className="profile-stale">* {t('overlay.stale')}</p>}
    </>
  );
}

interface Row extends LayerTime {
  /** Multiplications by the convention that is chosen, at batch 1, and their part of the whole. */
  readonly operations: number;
  readonly predicted: number;
}

const TEMPLATE = 'minmax(150px, 2fr) 60px 60px 58px 74px minmax(100px, 1fr) 78px 74px 64px 50px 104px';
const NARROW = 'minmax(150px, 2fr) 60px 60px 74px minmax(100px, 1fr) 74px 64px 104px';

function LayerTimes({ measured: { report } }: { readonly measured: Measured }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const selection = useStore(store, (state) => state.selection);
  const rows = useMemo(
    () =>
      report.layers.map((layer): Row => {
        const node = model.analysis.byPath.get(layer.path);
        const operations = node ? model.operations(node) : 0;
        const { operations: total } = model.totals;
        return { ...layer, operations, predicted: total > 0 ? operations / total : 0 };
      }),
    [report, model],
  );
  const columns = useMemo((): readonly Column<Row>[] => {
    const time = (part: 'forward' | 'backward' | 'update' | 'total'): Column<Row> => ({
      name: part,
      title: t(`profile.${part}`),
      hint: t(`profile.${part}.hint`),
      number: true,
      key: (row) => row[`${part}Ms`],
      cell: (row) => milliseconds(row[`${part}Ms`]),
    });
    const most = Math.max(...rows.map(({ share }) => share));
    return [
      {
        name: 'layer',
        title: t('column.layer'),
        number: false,
        key: ({ path }) => path,
        cell: ({ path, kind }) => (
          <button type="button" className="row-name" title={layerTitle(kind)}>
            <i className={`swatch of-${familyOf(kind)}`} />
            <PathEnd path={path} />
          </button>
        ),
      },
      time('forward'),
      time('backward'),
      { ...time('update'), wide: true },
      time('total'),
      {
        name: 'share',
        title: t('column.share'),
        hint: t('profile.share.hint'),
        number: true,
        key: ({ share }) => share,
        cell: ({ share }) => share > 0 && <Share share={share} most={most} />,
      },
      {
        name: 'operations',
        title: t('column.operations'),
        number: true,
        wide: true,
        key: ({ operations }) => operations,
        cell: ({ operations }) =>
          operations > 0 && (
            <span title={grouped(operations)} data-operations={operations}>
              {compact(operations)}
            </span>
          ),
      },
      {
        name: 'predicted',
        title: t('profile.predicted'),
        hint: t('profile.predicted.hint'),
        number: true,
        key: ({ predicted }) => predicted,
        cell: ({ predicted }) => predicted > 0 && percent(predicted),
      },
      {
        name: 'speed',
        title: 'GFLOP/s',
        number: true,
        key: ({ gflopsPerSecond }) => gflopsPerSecond ?? -1,
        cell: ({ gflopsPerSecond }) => gflopsPerSecond?.toFixed(1),
      },
      {
        name: 'bandwidth',
        title: 'GB/s',
        wide: true,
        hint: t('profile.bandwidth.hint'),
        number: true,
        key: ({ gigabytesPerSecond }) => gigabytesPerSecond ?? -1,
        cell: ({ gigabytesPerSecond }) => gigabytesPerSecond?.toFixed(1),
      },
      {
        name: 'attained',
        title: t('profile.attained'),
        hint: t('profile.attained.hint'),
        number: true,
        key: ({ attained }) => attained ?? -1,
        cell: (row) => <Attained row={row} />,
      },
    ];
  }, [t, rows]);
  return (
    <SortedTable
      label={t('profile.tab')}
      columns={columns}
      rows={rows}
      by="total"
      template={TEMPLATE}
      narrow={NARROW}
      selection={selection}
      onPick={goTo}
    />
  );
}

/** How near the layer comes to the device's roofline, under which part of it, and by which kernels. */
function Attained({ row: { attained, bound, kernels } }: { readonly row: Row }) {
  const t = useText();
  if (attained === null || bound === null) return null;
  return (
    <span title={t('profile.kernels', { kernels: kernels.join(', ') })}>
      {Math.round(attained * 100)} % <em className="profile-bound">{t(`profile.${bound}`)}</em>
    </span>
  );
}

/** Of a path that is too long for its place, its end: that is what tells two layers apart. */
function PathEnd({ path }: { readonly path: string }) {
  return (
    <span className="path-end">
      <bdi>{path}</bdi>
    </span>
  );
}

/** As long as its part of the largest share. */
function Share({ share, most }: { readonly share: number; readonly most: number }) {
  return (
    <>
      <span className="share-bar">
        <i style={{ width: `${Math.max(2, (100 * share) / most)}%`, background: `var(--heat-${heatOf(share)})` }} />
      </span>
      {percent(share)}
    </>
  );
}

const milliseconds = (ms: number): string => (ms === 0 ? '' : ms.toFixed(ms < 0.1 ? 3 : 2));
