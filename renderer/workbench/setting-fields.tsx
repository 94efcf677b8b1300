import { useStore } from 'zustand';
import type { Problem } from '../../engine/base/diagnostics.ts';
import { isNormed } from '../../engine/settings/learning-rate.ts';
import { choiceText } from '../language/choice-text.ts';
import { useText } from '../language/text.ts';
import { ParamField } from '../panels/param-field.tsx';
import { store } from '../state/store.ts';
import { checkProblems, setValue, sweepsFamilies, trainSetup } from '../state/train-setup.ts';
import { defaultOf, type FieldGroup, fieldGroups, rateReasonOf, type SettingField } from '../state/training-values.ts';
import { settingText } from './setting-texts.ts';

/** Every setting of a run with its default and what it does; those that are rarely wanted behind a fold. */
export function SettingFields() {
  const t = useText();
  const values = useStore(trainSetup, (state) => state.values);
  const problems = useStore(trainSetup, (state) => checkProblems(state.check));
  const [main, images, more] = fieldGroups(values);
  const fields = (group: FieldGroup | undefined) =>
    group?.fields.map((field) => <Setting key={field.name} field={field} problems={problems} />);
  const changed = more?.fields.filter(({ name }) => values[name] !== undefined).length ?? 0;
  return (
    <>
      <div className="settings-group">{fields(main)}</div>
      <h3>{t('setup.images')}</h3>
      <div className="settings-group">{fields(images)}</div>
      <details className="more" open={changed > 0 ? true : undefined}>
        <summary>{t('setup.more')}</summary>
        <div className="settings-group">{fields(more)}</div>
      </details>
    </>
  );
}

function Setting({
  field: { name, type, options },
  problems,
}: {
  readonly field: SettingField;
  readonly problems: readonly Problem[];
}) {
  const values = useStore(trainSetup, (state) => state.values);
  // The families of a sweep have batch norm.
  const sweeps = useStore(trainSetup, sweepsFamilies);
  const normed = useStore(store, (state) => sweeps || isNormed(state.model.analysis));
  const t = useText();
  const { title, help: general } = settingText(name);
  const help = name === 'learningRate' ? t(`setting.learningRate.${rateReasonOf(values, normed)}`) : general;
  return (
    <div className="setting">
      <ParamField
        id={`setting-${name}`}
        title={title}
        help={help}
        type={type}
        options={options}
        optionTitle={(option) => choiceText(name, option)}
        value={values[name]}
        fallback={defaultOf(values, name, normed)}
        resolved={undefined}
        wrong={problems.find(({ field, severity }) => field === name && severity === 'error')}
        onChange={(value) => setValue(name, value)}
        onDone={() => {}}
      />
      <p className="setting-help">{help}</p>
    </div>
  );
}
