import { createStore } from 'zustand/vanilla';

/** How curves are drawn, for all charts of a kind. */
export interface ChartView {
  /** Numbers that a running mean goes over; 1 shows what was measured. */
  readonly smoothing: number;
  /** Whether losses have a logarithmic scale. */
  readonly log: boolean;
}

export const chartView = createStore<ChartView>(() => ({ smoothing: 20, log: true }));

export const SMOOTHINGS = [1, 5, 20, 100, 500] as const;
