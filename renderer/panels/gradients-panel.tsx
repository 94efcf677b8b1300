import { ChartColumn } from 'lucide-react';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { grouped } from '../../engine/base/format.ts';
import { normText } from '../canvas/reading.tsx';
import { useText } from '../language/text.ts';
import { type Gradients, gradients, type LayerReport, pinStep } from '../state/gradients.ts';
import { overlayStore, showOverlay } from '../state/overlay.ts';
import { heatColour, normHeat } from '../theme/heat.ts';
import { goTo } from './advice.tsx';
import { EmptyState } from './empty-state.tsx';
import './gradients-panel.css';

/** The norms of the gradients, layer by layer in the network's order, at one step of the run. */
export function GradientsPanel() {
  const t = useText();
  const { name, report, layers, steps, pinned, fit } = useStore(gradients);
  if (!report)
    return (
      <EmptyState
        icon={<ChartColumn />}
        title={t('gradient.none')}
        text={t('gradient.noneText')}
        action={{ label: t('train.start'), command: 'run.train' }}
      />
    );
  return (
    <div className="gradients">
      <div className="panel-bar">
        <div className="fact">
          <span>{t('gradient.run')}</span>
          <strong>{name}</strong>
        </div>
        <StepSlider report={report} steps={steps} pinned={pinned} />
        <Extremes report={report} layers={layers} />
        {fit !== 'same' && (
          <p className="profile-stale">{t(fit === 'edited' ? 'overlay.stale' : 'gradient.otherDesign')}</p>
        )}
        {fit !== 'other' && <OnGraph />}
      </div>
      <NormBars report={report} layers={layers} />
    </div>
  );
}

/** Scrubs through the steps that were reported; at the end it follows the run. */
function StepSlider({ report, steps, pinned }: { readonly report: LayerReport } & Pick<Gradients, 'steps' | 'pinned'>) {
  const t = useText();
  const label = t('chart.step', { step: grouped(report.step) });
  return (
    <label className="step-slider">
      <span>{label}</span>
      <input
        type="range"
        min={steps.first}
        max={Math.max(steps.last, steps.first + 1)}
        value={pinned ?? steps.last}
        aria-label={t('gradient.scrub')}
        aria-valuetext={label}
        onChange={({ target }) => pinStep(target.valueAsNumber >= steps.last ? null : target.valueAsNumber)}
      />
      <button type="button" className="button" disabled={pinned === null} onClick={() => pinStep(null)}>
        {t('gradient.follow')}
      </button>
    </label>
  );
}

/** Where the gradient is smallest and where largest. */
function Extremes({ report, layers }: { readonly report: LayerReport; readonly layers: readonly string[] }) {
  const t = useText();
  const norm = (path: string): number => report.norms.get(path) ?? Number.NaN;
  const ordered = [...layers].sort((a, b) => norm(a) - norm(b));
  const ends = [
    ['gradient.smallest', ordered[0]],
    ['gradient.largest', ordered.at(-1)],
  ] as const;
  return ends.map(
    ([label, path]) =>
      path !== undefined && (
        <div key={label} className="fact">
          <span>{t(label)}</span>
          <strong title={path}>
            {normText(norm(path))}&ensp;<span className="path">{path}</span>
          </strong>
        </div>
      ),
  );
}

function OnGraph() {
  const t = useText();
  const shown = useStore(overlayStore, ({ overlay }) => overlay === 'gradients');
  return (
    <button
      type="button"
      className="button"
      aria-pressed={shown}
      onClick={() => showOverlay(shown ? 'predicted' : 'gradients')}
    >
      {t(shown ? 'gradient.offGraph' : 'gradient.onGraph')}
    </button>
  );
}

/** One bar a layer on a logarithmic scale. Arrow keys move among them, Enter shows the layer on the canvas. */
function NormBars({ report, layers }: { readonly report: LayerReport; readonly layers: readonly string[] }) {
  const t = useText();
  const id = useId();
  const [at, setAt] = useState<number | null>(null);
  const norms = layers.map((path) => report.norms.get(path) ?? Number.NaN);
  const { low, high, marks } = decades(norms);
  const part = (norm: number): number =>
    norm > 0 ? Math.min(1, Math.max(0.01, (Math.log10(norm) - low) / (high - low))) : 0.01;
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: (at ?? layers.length) - 1,
    ArrowRight: (at ?? -1) + 1,
    Home: 0,
    End: layers.length - 1,
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const to = moves[event.key];
    const path = at === null ? undefined : layers[at];
    if (to !== undefined) setAt(Math.min(layers.length - 1, Math.max(0, to)));
    else if (event.key === 'Enter' && path !== undefined) goTo(path);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pointed = at === null ? undefined : layers[at];
  return (
    <div className="norm-chart">
      <p className="norm-said" aria-hidden="true">
        {pointed === undefined ? t('gradient.norm') : `${pointed}: ${normText(norms[at!]!)}`}
      </p>
      {marks.map((mark) => (
        <div key={mark} className="norm-mark" style={{ bottom: `${((mark - low) / (high - low)) * 100}%` }}>
          <span>{normText(10 ** mark)}</span>
        </div>
      ))}
      <div
        className="norm-bars"
        role="listbox"
        tabIndex={0}
        aria-label={t('gradient.norm')}
        aria-activedescendant={at === null ? undefined : `${id}-${at}`}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
        onPointerLeave={() => setAt(null)}
      >
        {layers.map((path, i) => (
          <div
            key={path}
            id={`${id}-${i}`}
            role="option"
            aria-selected={at === i}
            aria-label={`${path}: ${normText(norms[i]!)}`}
            className={`norm-bar${at === i ? ' pointed' : ''}`}
            onPointerEnter={() => setAt(i)}
            onClick={() => goTo(path)}
          >
            <i style={{ height: `${part(norms[i]!) * 100}%`, background: heatColour(normHeat(norms[i]!)) }} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Whole powers of ten around all norms, and which of them are marked: five at most. */
function decades(norms: readonly number[]): { readonly low: number; readonly high: number; readonly marks: number[] } {
  const logs = norms.filter((norm) => norm > 0 && Number.isFinite(norm)).map(Math.log10);
  const low = Math.floor(Math.min(...logs, 0) - 0.1);
  const high = Math.max(Math.ceil(Math.max(...logs, -1)), low + 1);
  const by = Math.ceil((high - low) / 5);
  return { low, high, marks: Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, i) => low + i * by) };
}
