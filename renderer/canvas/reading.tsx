import { useStore } from 'zustand';
import { duration } from '../../engine/base/format.ts';
import { text, useText } from '../language/text.ts';
import { profileStore, type Timing } from '../state/profile.ts';
import './overlay.css';

/** Measured time of a node; undefined where nothing was measured or it took none. */
export function useTiming(id: string): Timing | undefined {
  return useStore(profileStore, ({ measured }) => {
    const timing = measured?.timings.get(id);
    return timing && timing.totalMs > 0 ? timing : undefined;
  });
}

/** Milliseconds of a step that a node took in the last profile. A star says that the design is no longer the one that was measured. */
export function Milliseconds({ timing }: { readonly timing: Timing }) {
  const t = useText();
  const stale = useStore(profileStore, (state) => state.stale);
  return (
    <span
      className={`reading${stale ? ' stale' : ''}`}
      title={stale ? `${timingText(timing)} ${t('profile.stale')}` : timingText(timing)}
    >
      {duration(timing.totalMs)}
      {stale && '*'}
    </span>
  );
}

const timingText = ({ forwardMs, backwardMs, updateMs }: Timing): string =>
  text('profile.split', {
    forward: duration(forwardMs),
    backward: duration(backwardMs),
    update: duration(updateMs),
  });
