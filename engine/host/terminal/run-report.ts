import type { TrainEvent } from '../../train/events.ts';
import { dim, green, note, yellow } from './print.ts';
import { ProgressBar } from './progress-bar.ts';

type Of<T extends TrainEvent['type']> = Extract<TrainEvent, { readonly type: T }>;

/** A run as people read it: a headline, a progress bar with loss, accuracy, images/s and time left, a line an epoch, a summary. Written to stderr. */
export class RunReport {
  readonly #bar = new ProgressBar();
  #start: Of<'start'> | null = null;

  show(event: TrainEvent): void {
    switch (event.type) {
      case 'start':
        this.#start = event;
        return this.#headline(event);
      case 'step':
        return this.#bar.show((event.step + 1) / (this.#start?.steps ?? 1), stepText(event));
      case 'epoch':
        this.#bar.clear();
        return note(epochText(event));
      case 'done':
        this.#bar.clear();
        return this.#summary(event);
    }
  }

  #headline(e: Of<'start'>): void {
    note(`${e.name} on ${e.device}: ${e.params.toLocaleString('en')} parameters, ${e.trainImages.toLocaleString('en')} images, batch ${e.batch}, ${e.steps} steps`);
    if (e.fromStep > 0) note(dim(`going on from step ${e.fromStep}`));
  }

  #summary(e: Of<'done'>): void {
    const why = {
      finished: green('done'),
      maxSteps: green('done (step limit)'),
      earlyStop: green('done (no better validation loss: early stop)'),
      stopRequested: yellow(e.run ? `stopped; go on with --resume ${e.run}` : 'stopped'),
    }[e.reason];
    note(`${why} after ${e.steps} steps in ${duration(e.seconds)}, ${e.imagesPerSecond.toFixed(0)} images/s`);
    if (e.bestValAccuracy !== null) note(`best validation accuracy ${percent(e.bestValAccuracy)} in epoch ${(e.bestEpoch ?? 0) + 1}`);
    if (e.test) note(`test accuracy ${percent(e.test.accuracy)}, loss ${e.test.loss.toFixed(4)} on ${e.test.images.toLocaleString('en')} images`);
    if (e.run) note(dim(`saved in ${e.run}`));
  }
}

function stepText(e: Of<'step'>): string {
  const parts = [
    `loss ${e.loss.toPrecision(4)}`,
    `accuracy ${percent(e.accuracy)}`,
    `${e.imagesPerSecond.toFixed(0)} images/s`,
    `${duration(e.secondsLeft)} left`,
  ];
  return parts.join('  ');
}

function epochText(e: Of<'epoch'>): string {
  const validation = e.valAccuracy === null ? '' : `  validation ${percent(e.valAccuracy)} (loss ${e.valLoss!.toFixed(4)})`;
  const best = e.best ? green('  best') : '';
  return `epoch ${String(e.epoch + 1).padStart(3)}  loss ${e.loss.toFixed(4)}  accuracy ${percent(e.accuracy)}${validation}${best}`;
}

export const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
