import { duration, grouped, percent } from '../../base/format.ts';
import type { JobEvent } from '../protocol.ts';
import { dim, green, note, yellow } from './print.ts';
import { JobReport } from './reporting.ts';

type Of<T extends JobEvent['type']> = Extract<JobEvent, { readonly type: T }>;

/** A run as people read it: a headline, a progress bar with loss, accuracy, images/s and time left, a line an epoch, a summary. Written to stderr. */
export class RunReport extends JobReport {
  #start: Of<'start'> | null = null;

  override show(event: JobEvent): void {
    switch (event.type) {
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
      `${e.name} on ${e.device}: ${grouped(e.params)} parameters, ${grouped(e.trainImages)} images, batch ${e.batch}, ${e.steps} steps`,
    );
    if (e.fromStep > 0) note(dim(`going on from step ${e.fromStep}`));
  }

  #summary(e: Of<'done'>): void {
    const why = {
      finished: green('done'),
      maxSteps: green('done (step limit)'),
      earlyStop: green('done (no better validation loss: early stop)'),
      stopRequested: yellow(e.run ? `stopped; go on with --resume ${e.run}` : 'stopped'),
    }[e.reason];
    note(`${why} after ${e.steps} steps in ${duration(e.seconds * 1000)}, ${e.imagesPerSecond.toFixed(0)} images/s`);
    if (e.bestValAccuracy !== null)
      note(`best validation accuracy ${percent(e.bestValAccuracy)} in epoch ${(e.bestEpoch ?? 0) + 1}`);
    if (e.test)
      note(
        `test accuracy ${percent(e.test.accuracy)}, loss ${e.test.loss.toFixed(4)} on ${grouped(e.test.images)} images`,
      );
    if (e.run) note(dim(`saved in ${e.run}`));
  }
}

function stepText(e: Of<'step'>): string {
  const parts = [
    `loss ${e.loss.toPrecision(4)}`,
    `accuracy ${percent(e.accuracy)}`,
    `${e.imagesPerSecond.toFixed(0)} images/s`,
    e.secondsLeft < 1 ? '' : `${duration(e.secondsLeft * 1000)} left`,
  ];
  return parts.join('  ');
}

function epochText(e: Of<'epoch'>): string {
  const validation =
    e.valAccuracy === null ? '' : `  validation ${percent(e.valAccuracy)} (loss ${e.valLoss!.toFixed(4)})`;
  const best = e.best ? green('  best') : '';
  return `epoch ${String(e.epoch + 1).padStart(3)}  loss ${e.loss.toFixed(4)}  accuracy ${percent(e.accuracy)}${validation}${best}`;
}
