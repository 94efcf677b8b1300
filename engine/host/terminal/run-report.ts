import { duration, grouped, percent } from '../../base/format.ts';
import type { JobEvent } from '../protocol.ts';
import { dataText } from './data-text.ts';
import { dim, green, note, yellow } from './print.ts';
import { JobReport } from './reporting.ts';
import { text } from './texts.ts';

type Of<T extends JobEvent['type']> = Extract<JobEvent, { readonly type: T }>;

/**
 * A run as people read it: a headline, a progress bar with loss, accuracy, images/s and time left, a line an epoch, a
 * summary. Written to stderr.
 */
export class RunReport extends JobReport {
  #start: Of<'start'> | null = null;

  override show(event: JobEvent): void {
    switch (event.type) {
      case 'data':
        this.bar.clear();
        for (const line of dataText(event)) note(line);
        return;
      case 'start':
        this.bar.clear();
        this.#start = event;
        return this.#headline(event);
      case 'step':
        return this.bar.show((event.step + 1) / (this.#start?.steps ?? 1), stepText(event));
      case 'epoch':
        this.bar.clear();
        return note(epochText(event));
      case 'done':
        this.bar.clear();
        return this.#summary(event);
      default:
        return super.show(event);
    }
  }

  #headline(e: Of<'start'>): void {
    note(
      text('train.headline', {
        name: e.name,
        device: e.device,
        params: grouped(e.params),
        images: grouped(e.trainImages),
        batch: e.batch,
        rate: e.learningRate,
        steps: e.steps,
      }),
    );
    if (e.fromStep > 0) note(dim(text('train.goesOn', { step: e.fromStep })));
  }

  #summary(e: Of<'done'>): void {
    const run = e.run === null ? {} : { run: e.run };
    const status = e.reason === 'stopRequested' ? yellow(text('train.stopped', run)) : green(text(`train.${e.reason}`));
    const [steps, time, speed] = [e.steps, duration(e.seconds * 1000), e.imagesPerSecond.toFixed(0)];
    note(text('train.summary', { status, steps, time, speed }));
    if (e.bestValAccuracy !== null)
      note(text('train.bestEpoch', { accuracy: percent(e.bestValAccuracy), epoch: (e.bestEpoch ?? 0) + 1 }));
    if (e.test) {
      const { accuracy, loss, images } = e.test;
      note(text('train.tested', { accuracy: percent(accuracy), loss: loss.toFixed(4), images: grouped(images) }));
    }
    if (e.run) note(dim(text('train.saved', { run: e.run })));
  }
}

function stepText(e: Of<'step'>): string {
  return text('train.step', {
    loss: e.loss.toPrecision(4),
    accuracy: percent(e.accuracy),
    speed: e.imagesPerSecond.toFixed(0),
    ...(e.secondsLeft < 1 ? {} : { left: duration(e.secondsLeft * 1000) }),
  });
}

function epochText(e: Of<'epoch'>): string {
  return text('train.epoch', {
    epoch: String(e.epoch + 1).padStart(3),
    loss: e.loss.toFixed(4),
    accuracy: percent(e.accuracy),
    ...(e.valAccuracy === null ? {} : { valAccuracy: percent(e.valAccuracy), valLoss: e.valLoss!.toFixed(4) }),
    ...(e.best ? { best: green(text('train.best')) } : {}),
  });
}
