import { memo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { duration } from '../../engine/base/format.ts';
import { text, useText } from '../language/text.ts';
import { type Gradients, gradients } from '../state/gradients.ts';
import { type Overlay, overlayStore } from '../state/overlay.ts';
import { profileStore, type Timing } from '../state/profile.ts';
import { heatColour, normHeat } from '../theme/heat.ts';
import { shortPercent } from './card-data.ts';
import './overlay.css';

/** Measured time of a node; undefined where nothing was measured or it took none. */
export function useTiming(id: string): Timing | undefined {
  return useStore(profileStore, ({ measured }) => {
    const timing = measured?.timings.get(id);
    return timing && timing.totalMs > 0 ? timing : undefined;
  });
}

/** What a run reports of a node: the norm of its gradient, ‖F(x)‖ / ‖x‖ of an add, or a head's accuracy. */
export type Reported = readonly [what: 'norm' | 'ratio' | 'accuracy', value: number];

/** What the run that is shown reported of a node, where the cards show that. */
function reportedOf(id: string, overlay: Overlay, { report, fit }: Gradients): Reported | null {
  if (overlay !== 'gradients' || fit === 'other' || !report) return null;
  const [norm, ratio, accuracy] = [report.norms.get(id), report.ratios.get(id), report.accuracies.get(id)];
  if (norm !== undefined) return ['norm', norm];
  if (ratio !== undefined) return ['ratio', ratio];
  return accuracy === undefined ? null : ['accuracy', accuracy];
}

function useReported(id: string): Reported | null {
  const overlay = useStore(overlayStore, (state) => state.overlay);
  return useStore(
    gradients,
    useShallow((state) => reportedOf(id, overlay, state)),
  );
}

/**
 * What stands in the corner of a node's card, and what colours it: the norm of its gradient or its share of the
 * measured time.
 */
export function readingOf(id: string): {
  readonly said: string;
  readonly norm: number | null;
  readonly share: number | null;
} | null {
  const { overlay } = overlayStore.getState();
  const { measured, stale } = profileStore.getState();
  const run = gradients.getState();
  const reported = reportedOf(id, overlay, run);
  const timing = measured?.timings.get(id);
  if (!reported && !(timing && timing.totalMs > 0)) return null;
  const star = (reported ? run.fit === 'edited' : stale) ? '*' : '';
  return {
    said: `${reported ? reportedText(reported) : timingText(timing!, overlay)}${star}`,
    norm: reported?.[0] === 'norm' ? reported[1] : null,
    share: overlay === 'measured' && timing ? timing.share : null,
  };
}

/**
 * What was measured at a node, in the corner of its card; `children` where nothing was. A star says that the design is
 * another by now.
 */
export function Reading({ id, children }: { readonly id: string; readonly children?: React.ReactNode }) {
  const timing = useTiming(id);
  const reported = useReported(id);
  const overlay = useStore(overlayStore, (state) => state.overlay);
  const staleProfile = useStore(profileStore, (state) => state.stale);
  const staleRun = useStore(gradients, ({ fit }) => fit === 'edited');
  if (reported)
    return <Measured value={reportedText(reported)} title={text(`gradient.${reported[0]}`)} stale={staleRun} />;
  if (timing) return <Measured value={timingText(timing, overlay)} title={splitText(timing)} stale={staleProfile} />;
  return children;
}

/** 654 ms; where times colour the cards, with their share of the step's beside them: `654 ms · 41 %`. */
const timingText = ({ totalMs, share }: Pick<Timing, 'totalMs' | 'share'>, overlay: Overlay): string =>
  overlay === 'measured' ? `${duration(totalMs)} · ${shortPercent(share)}` : duration(totalMs);

function Measured({
  value,
  title,
  stale,
}: {
  readonly value: string;
  readonly title: string;
  readonly stale: boolean;
}) {
  const t = useText();
  return (
    <span className={`reading${stale ? ' stale' : ''}`} title={stale ? `${title} ${t('overlay.stale')}` : title}>
      {value}
      {stale && '*'}
    </span>
  );
}

const splitText = ({ forwardMs, backwardMs, updateMs }: Timing): string =>
  text('profile.split', {
    forward: duration(forwardMs),
    backward: duration(backwardMs),
    update: duration(updateMs),
  });

function reportedText([what, value]: Reported): string {
  if (what === 'accuracy') return `${(value * 100).toFixed(0)} %`;
  return `${what === 'norm' ? '‖∇‖' : '‖F‖/‖x‖'} ${normText(value)}`;
}

/** Two digits: 0.21, 13, 2.1e-4. */
export const normText = (norm: number): string =>
  norm === 0 || (norm >= 0.01 && norm < 1000)
    ? String(Number(norm.toPrecision(2)))
    : Number(norm.toPrecision(2)).toExponential().replace('e+', 'e');

/** The norm of a node's gradient as a colour along its side: down the network they make one strip. */
export const GradientStrip = memo(function GradientStrip({ id }: { readonly id: string }) {
  const reported = useReported(id);
  if (reported?.[0] !== 'norm') return null;
  return <i className="gradient-strip" style={{ background: heatColour(normHeat(reported[1])) }} />;
});
