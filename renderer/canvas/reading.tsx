import { useStore } from 'zustand';
import { duration } from '../../engine/base/format.ts';
import { text, useText } from '../language/text.ts';
import { gradients } from '../state/gradients.ts';
import { overlayStore } from '../state/overlay.ts';
import { profileStore, type Timing } from '../state/profile.ts';
import { heatColour, normHeat } from '../theme/heat.ts';
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
function useReported(id: string): Reported | null {
  const chosen = useStore(overlayStore, ({ overlay }) => overlay === 'gradients');
  const shown = useStore(gradients, ({ fit }) => chosen && fit !== 'other');
  const norm = useStore(gradients, ({ report }) => report?.norms.get(id));
  const ratio = useStore(gradients, ({ report }) => report?.ratios.get(id));
  const accuracy = useStore(gradients, ({ report }) => report?.accuracies.get(id));
  if (!shown) return null;
  if (norm !== undefined) return ['norm', norm];
  if (ratio !== undefined) return ['ratio', ratio];
  return accuracy === undefined ? null : ['accuracy', accuracy];
}

/** What was measured at a node, in the corner of its card; `children` where nothing was. A star says that the design is another by now. */
export function Reading({ id, children }: { readonly id: string; readonly children?: React.ReactNode }) {
  const timing = useTiming(id);
  const reported = useReported(id);
  const staleProfile = useStore(profileStore, (state) => state.stale);
  const staleRun = useStore(gradients, ({ fit }) => fit === 'edited');
  if (reported)
    return <Measured value={reportedText(reported)} title={text(`gradient.${reported[0]}`)} stale={staleRun} />;
  if (timing) return <Measured value={duration(timing.totalMs)} title={splitText(timing)} stale={staleProfile} />;
  return children;
}

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
export function GradientStrip({ id }: { readonly id: string }) {
  const reported = useReported(id);
  if (reported?.[0] !== 'norm') return null;
  return <i className="gradient-strip" style={{ background: heatColour(normHeat(reported[1])) }} />;
}
