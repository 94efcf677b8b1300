import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { chartView, SMOOTHINGS } from '../state/chart-view.ts';

/** How curves are drawn. */
export function ChartControls() {
  const t = useText();
  const { smoothing, log } = useStore(chartView);
  return (
    <div className="chart-controls">
      <label className="chip">
        <span>{t('curve.smoothing')}</span>
        <select value={smoothing} onChange={(event) => chartView.setState({ smoothing: Number(event.target.value) })}>
          {SMOOTHINGS.map((span) => (
            <option key={span} value={span}>
              {span === 1 ? t('curve.noSmoothing') : t('curve.over', { count: span })}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="chip toggle"
        aria-pressed={log}
        onClick={() => chartView.setState({ log: !log })}
      >
        {t('curve.log')}
      </button>
    </div>
  );
}
