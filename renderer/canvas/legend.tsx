import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { type Overlay, overlayStore, showOverlay } from '../state/overlay.ts';
import { profileStore } from '../state/profile.ts';
import { heatSteps } from '../theme/heat.ts';

/** What the heat on the cards stands for, to choose from once something was measured, and its scale in numbers. */
export function Legend() {
  const t = useText();
  const { overlay } = useStore(overlayStore);
  const { measured, stale } = useStore(profileStore);
  if (!measured) return null;
  const choices: readonly Overlay[] = ['predicted', 'measured'];
  return (
    <section className="legend" aria-label={t('overlay.label')}>
      <div className="legend-choice" role="radiogroup" aria-label={t('overlay.label')}>
        {choices.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="overlay"
              className="hidden-text"
              checked={overlay === choice}
              onChange={() => showOverlay(choice)}
            />
            {t(`overlay.${choice}`)}
          </label>
        ))}
      </div>
      <Scale
        marks={heatSteps.map((end) => `< ${Math.round(end * 100)} %`)}
        last={`≥ ${Math.round(heatSteps.at(-1)! * 100)} %`}
      />
      {stale && <p className="legend-note">* {t('profile.stale')}</p>}
    </section>
  );
}

/** A swatch for each step of the heat scale with where it ends; the last one is open. */
function Scale({ marks, last }: { readonly marks: readonly string[]; readonly last: string }) {
  return (
    <div className="legend-scale">
      {[...marks, last].map((mark, step) => (
        <span key={mark}>
          <i style={{ background: `var(--heat-${step})` }} />
          {mark}
        </span>
      ))}
    </div>
  );
}
