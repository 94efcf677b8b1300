import { useEffect, useRef, useState } from 'react';
import type { ParamValue, Problem } from '../../engine/base/diagnostics.ts';
import { problemText, useText } from '../language/text.ts';
import { parseValue, showValue, type ValueType } from './param-text.ts';
import { Fixes } from './problem-cards.tsx';

export interface ParamFieldProps {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly type: ValueType;
  readonly options?: readonly string[] | undefined;
  readonly optionTitle?: ((option: string) => string) | undefined;
  /** As stored; undefined where the default holds. */
  readonly value: ParamValue | undefined;
  readonly fallback: ParamValue;
  /** What an expression comes to. */
  readonly resolved: ParamValue | undefined;
  readonly wrong: Problem | undefined;
  /** Of a padding: the rows and columns that it adds now, which own numbers begin with. */
  readonly pads?: ParamValue | undefined;
  readonly onChange: (value: ParamValue | undefined) => void;
  readonly onDone: () => void;
}

const namedPaddings = ['same', 'valid', 'torch'] as const;

/** In the list of paddings: none of the names. */
const OWN = 'own';

const isFormula = (value: ParamValue | undefined): value is string =>
  typeof value === 'string' && value.startsWith('=');

/**
 * One parameter: edited as text, switch or choice; every keystroke is seen at once. `=` begins an expression, whose
 * value stands beside.
 */
export function ParamField(props: ParamFieldProps) {
  const { id, title, help, type, value, fallback, resolved, wrong, optionTitle } = props;
  const shown = (of: ParamValue): string =>
    typeof of === 'string' && optionTitle ? optionTitle(of) : showValue(of, type);
  const t = useText();
  const formula = isFormula(value);
  return (
    <div className={`param${wrong === undefined ? '' : ' is-wrong'}`}>
      <label htmlFor={id} title={help}>
        {title}
      </label>
      <div className="param-control">
        {!formula && type === 'boolean' ? (
          <Switch {...props} />
        ) : !formula && props.options ? (
          <Choice {...props} />
        ) : !formula && type === 'padding' ? (
          <Padding {...props} />
        ) : (
          <TextValue {...props} />
        )}
        {formula && resolved !== undefined && (
          <output className="param-value" title={shown(resolved)}>
            {t('inspector.value', { value: shown(resolved) })}
          </output>
        )}
        {wrong !== undefined && (
          <div className="param-wrong">
            <p id={`${id}-wrong`}>{problemText(wrong)}</p>
            <Fixes found={wrong} />
          </div>
        )}
      </div>
      {value !== undefined && JSON.stringify(value) !== JSON.stringify(fallback) ? (
        <button
          type="button"
          className="param-reset"
          title={`${t('inspector.reset')}: ${shown(fallback)}`}
          aria-label={`${title}: ${t('inspector.reset')}`}
          onClick={() => {
            props.onChange(undefined);
            props.onDone();
          }}
        />
      ) : (
        <span />
      )}
    </div>
  );
}

function Switch({ id, value, fallback, onChange, onDone }: ParamFieldProps) {
  const t = useText();
  const on = value ?? fallback;
  return (
    <button
      type="button"
      role="switch"
      id={id}
      aria-checked={on === true}
      className="switch"
      onClick={() => {
        onChange(on !== true);
        onDone();
      }}
    >
      <i />
      <span>{t(on === true ? 'inspector.yes' : 'inspector.no')}</span>
    </button>
  );
}

function Choice({
  id,
  value,
  fallback,
  options = [],
  optionTitle = (option) => option,
  onChange,
  onDone,
}: ParamFieldProps) {
  const now = String(value ?? fallback);
  return (
    <select
      id={id}
      className="field"
      value={now}
      onChange={(event) => {
        onChange(event.target.value);
        onDone();
      }}
    >
      {options.includes(now) ? null : <option value={now}>{now}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {optionTitle(option)}
        </option>
      ))}
    </select>
  );
}

/** One of the names, or numbers of one's own in a field below. */
function Padding(props: ParamFieldProps) {
  const { id, title, value, fallback, pads = 0, optionTitle = (option) => option, onChange, onDone } = props;
  const t = useText();
  const now = value ?? fallback;
  const isNamed = namedPaddings.some((name) => name === now);
  return (
    <>
      <select
        id={id}
        className="field"
        value={isNamed ? String(now) : OWN}
        onChange={({ target }) => {
          onChange(target.value === OWN ? pads : target.value);
          onDone();
        }}
      >
        {namedPaddings.map((name) => (
          <option key={name} value={name}>
            {optionTitle(name)}
          </option>
        ))}
        <option value={OWN}>{t('inspector.ownPadding')}</option>
      </select>
      {!isNamed && <TextValue {...props} label={t('inspector.paddingNumbers', { title })} />}
    </>
  );
}

/** `label` where the parameter's title stands at another control. */
function TextValue({
  id,
  type,
  value,
  fallback,
  wrong,
  label,
  onChange,
  onDone,
}: ParamFieldProps & { readonly label?: string }) {
  const shown = showValue(value ?? fallback, type);
  const [draft, setDraft] = useState<string | null>(null);
  const last = useRef(shown);
  useEffect(() => {
    // Undo, a fix or another window changed it: what is typed here gives way.
    if (last.current !== shown) setDraft((typed) => (typed !== null && sameText(typed, shown, type) ? typed : null));
    last.current = shown;
  }, [shown, type]);
  const now = draft ?? shown;
  const take = (text: string): void => {
    setDraft(text);
    const parsed = parseValue(text, type);
    if (parsed !== undefined) onChange(parsed);
  };
  return (
    <input
      id={label === undefined ? id : undefined}
      aria-label={label}
      title={label}
      className={`field${now.startsWith('=') ? ' formula' : ''}${wrong === undefined ? '' : ' wrong'}`}
      value={now}
      inputMode={type === 'text' ? 'text' : 'decimal'}
      spellCheck={false}
      autoComplete="off"
      aria-invalid={wrong !== undefined}
      aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
      onFocus={(event) => event.target.select()}
      onChange={(event) => take(event.target.value)}
      onBlur={() => {
        setDraft(null);
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          onDone();
          event.currentTarget.select();
        }
        const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        const number = Number(now.replaceAll(',', ''));
        if (step === 0 || (type !== 'int' && type !== 'number' && type !== 'size') || !Number.isFinite(number)) return;
        event.preventDefault();
        const by = event.shiftKey ? 10 : type === 'number' && !Number.isInteger(number) ? 0.1 : 1;
        take(String(Math.round((number + step * by) * 1000) / 1000));
      }}
    />
  );
}

function sameText(typed: string, shown: string, type: ValueType): boolean {
  return JSON.stringify(parseValue(typed, type)) === JSON.stringify(parseValue(shown, type));
}
