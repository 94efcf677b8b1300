import '../../../renderer/platform/language-tag.ts';
import '@fontsource-variable/inter';
import '../../../renderer/theme/tokens.css';
import '../../../renderer/theme/base.css';
import '../../../renderer/workbench/workbench.css';
import { createRoot } from 'react-dom/client';
import { RunSeries } from '../../../renderer/series/run-series.ts';
import { AtMost, LIVE_MS } from '../../../renderer/state/at-most.ts';
import { RunCurves } from '../../../renderer/workbench/run-curves.tsx';

/** The curves of a run as the window shows them, `?n=` steps long; `append` makes it go on, so many steps a frame. */
const count = Number(new URLSearchParams(location.search).get('n') ?? 100_000);
const total = count + 50_000;
const STEPS_PER_EPOCH = 500;
const series = new RunSeries();
let step = 0;

/** Noise that is the same in every run of the benchmark. */
const noise = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;

function trainOne(): void {
  const loss = 2.3 * Math.exp(-step / 20_000) + 0.05 + 0.3 * noise(step);
  const accuracy = Math.min(1, 1 - loss / 3);
  series.step({
    type: 'step',
    epoch: Math.floor(step / STEPS_PER_EPOCH),
    step,
    loss,
    accuracy,
    top5: accuracy,
    learningRate: 0.05 * (1 + Math.cos((Math.PI * step) / total)),
    gradientNorm: loss,
    ms: 10,
    imagesPerSecond: 5000 + 400 * noise(step + 7),
    secondsLeft: 0,
    heads: { 'loss/classifier': loss, 'accuracy/classifier': accuracy, 'top5/classifier': accuracy },
  });
  step++;
  if (step % STEPS_PER_EPOCH !== 0) return;
  const epoch = step / STEPS_PER_EPOCH - 1;
  const [valLoss, valAccuracy] = [loss * 1.1, accuracy * 0.98];
  series.epoch({ type: 'epoch', epoch, step, loss, accuracy, valLoss, valAccuracy, best: false, seconds: 5 });
}

for (let i = 0; i < count; i++) trainOne();

const root = createRoot(document.getElementById('root')!);
let revision = 0;
const show = (): void => {
  revision++;
  root.render(
    <div style={{ width: '100vw', height: '100vh' }}>
      <RunCurves series={series} revision={revision} steps={total} />
    </div>,
  );
};
show();
/** As the window shows what comes. */
const showing = new AtMost(LIVE_MS, show);

/** Null ends it. */
let perFrame: number | null = null;
const frame = (): void => {
  if (perFrame === null) return;
  for (let i = 0; i < perFrame && step < total; i++) trainOne();
  showing.soon();
  requestAnimationFrame(frame);
};
Object.assign(window, {
  append: (steps: number | null) => {
    const idle = perFrame === null;
    perFrame = steps;
    if (idle) requestAnimationFrame(frame);
  },
});
