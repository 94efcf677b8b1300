import { useStore } from 'zustand';
import { templates } from '../../engine/templates/index.ts';
import { choiceText } from '../language/choice-text.ts';
import { templateText, useText } from '../language/text.ts';
import { store } from '../state/store.ts';
import { type Axis, axesOf, axisKey, FAMILIES, readValues } from '../state/sweep-plan.ts';
import { setAxis, setFamily, setMode, sweepAxis, trainSetup, typedValues, typeValues } from '../state/train-setup.ts';
import { axisTitle } from './setting-texts.ts';

/** One run of the design, or a sweep. */
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

/** What changes from run to run, and which values it takes. */
export function SweepFields() {
  const t = useText();
  const setup = useStore(trainSetup);
  const document = useStore(store, (state) => state.history.document);
  const axis = sweepAxis(setup, document);
  const all = axesOf(document, setup.values);
  const title = ({ of, name }: Axis): string => {
    if (of === 'families') return t('sweep.ofFamilies');
    return of === 'design' ? (document.params[name]?.title ?? name) : axisTitle(name);
  };
  const group = (of: Axis['of'], label: string) => {
    const found = all.filter((one) => one.of === of);
    return (
      found.length > 0 && (
        <optgroup label={label}>
          {found.map((one) => (
            <option key={axisKey(one)} value={axisKey(one)}>
              {title(one)}
            </option>
          ))}
        </optgroup>
      )
    );
  };
  return (
    <section aria-label={t('setup.mode.sweep')}>
      <h3>{t('setup.mode.sweep')}</h3>
      <div className="settings-group">
        <div className="setting">
          <div className="param">
            <label htmlFor="sweep-axis">{t('sweep.axis')}</label>
            <select
              id="sweep-axis"
              className="field"
              value={axisKey(axis)}
              onChange={({ target }) => {
                const wanted = all.find((one) => axisKey(one) === target.value);
                if (wanted) setAxis(wanted);
              }}
            >
              {group('design', t('sweep.ofDesign', { name: document.name }))}
              {group('setting', t('setup.settings'))}
              {group('families', t('sweep.families'))}
            </select>
          </div>
          <p className="setting-help">{t(axis.of === 'families' ? 'sweep.help' : 'sweep.axisHelp')}</p>
        </div>
        {axis.of === 'families' && <Families />}
        {axis.options.length > 0 ? <Options axis={axis} /> : <Values axis={axis} />}
      </div>
    </section>
  );
}

function Families() {
  const chosen = useStore(trainSetup, (state) => state.families);
  return FAMILIES.map((name) => (
    <label key={name} className="check-line">
      <input
        type="checkbox"
        checked={chosen.includes(name)}
        onChange={(event) => setFamily(name, event.target.checked)}
      />
      {templateText(name, 'title', templates[name]?.title ?? name)}
    </label>
  ));
}

function Values({ axis }: { readonly axis: Axis }) {
  const t = useText();
  const typed = useStore(trainSetup, (state) => typedValues(axis, state));
  return (
    <div className="setting">
      <div className="param">
        <label htmlFor="sweep-values">{t(axis.of === 'families' ? 'sweep.depths' : 'sweep.values')}</label>
        <input
          id="sweep-values"
          className="field"
          value={typed}
          inputMode={axis.type === 'int' ? 'numeric' : 'text'}
          onChange={(event) => typeValues(axis, event.target.value)}
        />
      </div>
      <p className="setting-help">{t(axis.of === 'families' ? 'sweep.depthsHelp' : 'sweep.valuesHelp')}</p>
    </div>
  );
}

function Options({ axis }: { readonly axis: Axis }) {
  const typed = useStore(trainSetup, (state) => typedValues(axis, state));
  const chosen = new Set(readValues(axis, typed).values.map(String));
  return axis.options.map((option) => (
    <label key={option} className="check-line">
      <input
        type="checkbox"
        checked={chosen.has(option)}
        onChange={({ target }) =>
          typeValues(axis, axis.options.filter((one) => (one === option ? target.checked : chosen.has(one))).join(', '))
        }
      />
      {choiceText(axis.name, option)}
    </label>
  ));
}
