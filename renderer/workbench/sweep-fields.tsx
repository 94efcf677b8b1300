import { useStore } from 'zustand';
import { templates } from '../../engine/templates/index.ts';
import { templateText, useText } from '../language/text.ts';
import { FAMILIES, setDepths, setFamily, setMode, trainSetup } from '../state/train-setup.ts';

/** One run of the design, or a sweep over depth. */
export function ModeChoice() {
  const t = useText();
  const mode = useStore(trainSetup, (state) => state.mode);
  return (
    <div className="segments" role="radiogroup" aria-label={t('setup.mode')}>
      {(['run', 'sweep'] as const).map((name) => (
        <label key={name}>
          <input type="radio" name="mode" checked={mode === name} onChange={() => setMode(name)} />
          <span>{t(`setup.mode.${name}`)}</span>
        </label>
      ))}
    </div>
  );
}

/** Which families at which depths: training error against depth, plain and residual. */
export function SweepFields() {
  const t = useText();
  const { families, depths } = useStore(trainSetup);
  return (
    <section aria-label={t('setup.mode.sweep')}>
      <h3>{t('sweep.families')}</h3>
      <p className="setting-help">{t('sweep.help')}</p>
      {FAMILIES.map((name) => (
        <label key={name} className="check-line">
          <input
            type="checkbox"
            checked={families.includes(name)}
            onChange={(event) => setFamily(name, event.target.checked)}
          />
          {templateText(name, 'title', templates[name]?.title ?? name)}
        </label>
      ))}
      <div className="setting">
        <div className="param">
          <label htmlFor="sweep-depths">{t('sweep.depths')}</label>
          <input
            id="sweep-depths"
            className="field"
            value={depths}
            inputMode="numeric"
            onChange={(event) => setDepths(event.target.value)}
          />
        </div>
        <p className="setting-help">{t('sweep.depthsHelp')}</p>
      </div>
    </section>
  );
}
