import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { groupedProblems } from '../state/problem-groups.ts';
import { platform } from '../state/session.ts';
import { change, type Panel, store } from '../state/store.ts';
import { RunsPanel } from '../workbench/runs-panel.tsx';
import { TrainingPanel } from '../workbench/training-panel.tsx';
import { GradientsPanel } from './gradients-panel.tsx';
import { IconButton } from './icon-button.tsx';
import { LayersTable } from './layers-table.tsx';
import { ProblemsList } from './problems-list.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import './bottom-panel.css';

const LEAST = 120;
/**
 * At first; later as the user left it. One for all tabs, so that these stay under the mouse while it clicks through
 * them.
 */
const HEIGHT = 300;
const MOST = 0.8;
/** Of the tabs alone. */
const BAR = 36;
/** Bars above the panel. */
const BARS = 88;

const contents = {
  problems: ProblemsList,
  layers: LayersTable,
  training: TrainingPanel,
  gradients: GradientsPanel,
  runs: RunsPanel,
  profile: ProfilePanel,
} as const satisfies Record<Panel, () => React.ReactNode>;

const within = (height: number): number => Math.max(LEAST, Math.min(window.innerHeight * MOST, height));

/** No more than half of the window where it was chosen in a larger one. */
function rememberedHeight(): number {
  const kept = platform().settings.current().view['panelHeight'];
  return Math.min(window.innerHeight / 2, within(typeof kept === 'number' ? kept : HEIGHT));
}

const keepHeight = (height: number): void => platform().settings.store({ view: { panelHeight: height } });

/** Problems, layers, training: behind tabs that always show their counts. */
export function BottomPanel() {
  const t = useText();
  const panel = useStore(store, (state) => state.panel);
  const model = useStore(store, (state) => state.model);
  const [chosen, setChosen] = useState(rememberedHeight);
  const [large, setLarge] = useState(false);
  const height = large ? window.innerHeight - BARS : chosen;
  const setHeight = (wanted: number): number => {
    const next = Math.round(within(wanted));
    setLarge(false);
    setChosen(next);
    return next;
  };
  // What is said for a moment stands above it.
  useEffect(() => {
    const root = document.documentElement.style;
    root.setProperty('--panel-height', `${panel === null ? BAR : height}px`);
    return () => void root.removeProperty('--panel-height');
  }, [panel, height]);
  const Content = panel === null ? null : contents[panel];
  const problems = groupedProblems(model);
  const errors = problems.filter(({ problem }) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const tab = (name: Panel, label: string, count: React.ReactNode) => (
    <button
      key={name}
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-selected={panel === name}
      aria-controls="panel-content"
      className="tab"
      onClick={() => change({ panel: panel === name ? null : name })}
    >
      {label}
      {count}
    </button>
  );
  const resize = (event: React.PointerEvent<HTMLDivElement>): void => {
    const start = event.clientY + height;
    const element = event.currentTarget;
    let reached = height;
    const move = ({ clientY }: PointerEvent): void => {
      reached = setHeight(start - clientY);
    };
    const end = (): void => {
      element.removeEventListener('pointermove', move);
      keepHeight(reached);
    };
    element.setPointerCapture(event.pointerId);
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end, { once: true });
  };
  return (
    <section className="panel" style={panel === null ? undefined : { height }}>
      {panel !== null && (
        <div
          className="panel-grip"
          role="separator"
          aria-orientation="horizontal"
          aria-label={t('panel.resize')}
          aria-valuenow={Math.round(height)}
          aria-valuemin={LEAST}
          aria-valuemax={Math.round(window.innerHeight * MOST)}
          tabIndex={0}
          onPointerDown={resize}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowUp' ? 24 : event.key === 'ArrowDown' ? -24 : 0;
            if (step !== 0) keepHeight(setHeight(height + step));
          }}
        />
      )}
      <div className="tabs">
        <div role="tablist" className="tab-list">
          {tab(
            'problems',
            t('problems.tab'),
            <b className={`badge${errors > 0 ? ' bad' : warnings > 0 ? ' warn' : ''}`}>{problems.length}</b>,
          )}
          {tab('layers', t('layers.tab'), <b className="badge">{model.analysis.nodes.length}</b>)}
          {tab('training', t('training.tab'), null)}
          {tab('gradients', t('gradient.tab'), null)}
          {tab('runs', t('runs.tab'), null)}
          {tab('profile', t('profile.tab'), null)}
        </div>
        {panel !== null && (
          <>
            <IconButton title={t(large ? 'panel.smaller' : 'panel.larger')} onClick={() => setLarge(!large)}>
              {large ? <ChevronDown /> : <ChevronUp />}
            </IconButton>
            <IconButton title={t('panel.close')} onClick={() => change({ panel: null })}>
              <X />
            </IconButton>
          </>
        )}
      </div>
      {Content && (
        <div className="panel-content" id="panel-content" role="tabpanel" aria-labelledby={`tab-${panel}`}>
          <Content />
        </div>
      )}
    </section>
  );
}
