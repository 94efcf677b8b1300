import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { gradients } from '../state/gradients.ts';
import { type Overlay, overlayStore, showOverlay } from '../state/overlay.ts';
import { profileStore } from '../state/profile.ts';
import { heatSteps, normMarks } from '../theme/heat.ts';
import { normText } from './reading.tsx';

/** What there is beside the prediction that the heat can show. */
function useMeasured(): { readonly measured: boolean; readonly trained: boolean } {
  const measured = useStore(profileStore, (state) => state.measured !== null);
  const trained = useStore(gradients, ({ report, fit }) => report !== null && fit !== 'other');
  return { measured, trained };
}

/** Whether the legend stands on the canvas. */
export function useLegend(): boolean {
  const { measured, trained } = useMeasured();
  return measured || trained;
}

/** What the heat on the cards stands for, to choose from once something was measured, and its scale in numbers. */
export function Legend() {
  const t = useText();
  const { overlay } = useStore(overlayStore);
  const { measured, trained } = useMeasured();
  const staleProfile = useStore(profileStore, (state) => state.stale);
  const staleRun = useStore(gradients, ({ fit }) => fit === 'edited');
  if (!measured && !trained) return null;
  const choices: readonly Overlay[] = [
    'predicted',
    ...(measured ? (['measured'] as const) : []),
    ...(trained ? (['gradients'] as const) : []),
  ];
  const byNorm = overlay === 'gradients' && trained;
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
      {byNorm ? <NormScale /> : <ShareScale />}
      {(byNorm ? staleRun : staleProfile && measured) && <p className="legend-note">* {t('overlay.stale')}</p>}
    </section>
  );
}

/** A swatch for each step of the heat scale with where it ends; the last one is open. */
function ShareScale() {
  const marks = heatSteps.map((end) => `<${Math.round(end * 100)} %`);
  const last = `≥${Math.round(heatSteps.at(-1)! * 100)} %`;
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

/** Colours run into each other; each mark stands where its colour is pure. */
function NormScale() {
  const t = useText();
  const colours = normMarks.map((_, step) => `var(--heat-${step})`).join(', ');
  return (
    <div className="norm-scale">
      <i style={{ background: `linear-gradient(in oklab to right, ${colours})` }} />
      <div>
        {normMarks.map((mark) => (
          <span key={mark}>{normText(mark)}</span>
        ))}
      </div>
      <div>
        <span>{t('gradient.vanishing')}</span>
        <span>{t('gradient.exploding')}</span>
      </div>
    </div>
  );
}
