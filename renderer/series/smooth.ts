import { Column } from './column.ts';

interface Smoothed {
  readonly span: number;
  readonly column: Column;
  mean: number;
  weight: number;
}

const kept = new WeakMap<Column, Smoothed>();

/**
 * Exponential running mean over about `span` numbers, unbiased at the start: Σ dᵏ·v / Σ dᵏ with d = 1 − 2/(span + 1). A
 * column that grew since it was asked for last costs only what is new. `span` 1 is the column itself.
 */
export function smooth(values: Column, span: number): Column {
  if (span <= 1) return values;
  let state = kept.get(values);
  if (state?.span !== span) {
    state = { span, column: new Column(), mean: 0, weight: 0 };
    kept.set(values, state);
  }
  const decay = 1 - 2 / (span + 1);
  for (let i = state.column.length; i < values.length; i++) {
    const value = values.at(i);
    if (Number.isFinite(value)) {
      state.mean = decay * state.mean + (1 - decay) * value;
      state.weight = decay * state.weight + (1 - decay);
    }
    state.column.push(state.weight > 0 ? state.mean / state.weight : Number.NaN);
  }
  return state.column;
}
