import type { InferenceExecutable, StepResult, TrainingExecutable } from '../backends/backend.ts';
import { compileInference } from '../compile/inference.ts';
import { compileTraining, type TrainingStep } from '../compile/training.ts';
import type { Evaluation } from '../settings/run-events.ts';
import { Checkpoints } from './checkpoints.ts';
import { findFirstNonFinite } from './diagnose.ts';
import { evaluate } from './evaluate.ts';
import { type RunControl, type TrainEvent, whilePaused } from './events.ts';
import { initialState } from './initial-state.ts';
import type { TrainJob, TrainOutcome } from './job.ts';
import { MetricsWriter } from './metrics-file.ts';
import { freshProgress, type Progress, withStep } from './progress.ts';
import { learningRateAt, type Span, spanOf } from './schedule.ts';
import { isHeadSlot, isLayerSlot, mainHead } from './slots.ts';
import { unlessStalled } from './unless-stalled.ts';

/**
 * Trains: compiles the step, feeds it batches, reports events, validates after each epoch, keeps the last and the best
 * checkpoint. Deterministic: same job, device, threads and plan give the same bits, whether or not it was interrupted
 * and resumed. Throws a ProblemError where the loss stops being finite; the folder then holds the last good state.
 */
export async function train(
  job: TrainJob,
  emit: (event: TrainEvent) => void,
  control: RunControl,
): Promise<TrainOutcome> {
  const run = new Run(job, emit, control);
  try {
    return await run.toTheEnd();
  } finally {
    await run.dispose();
  }
}

/** A step whose result is awaited. */
interface Launched {
  readonly step: number;
  readonly learningRate: number;
  readonly result: Promise<StepResult>;
}

class Run {
  readonly #job: TrainJob;
  readonly #emit: (event: TrainEvent) => void;
  readonly #control: RunControl;
  readonly #step: TrainingStep;
  readonly #span: Span;
  #executable: TrainingExecutable | null = null;
  #validator: InferenceExecutable | null = null;
  #progress: Progress = freshProgress();
  readonly #underWay: Launched[] = [];
  /** Whether the state may hold steps behind one that failed. */
  #isAhead = false;
  readonly #metrics: MetricsWriter;
  readonly #checkpoints: Checkpoints;
  /** Milliseconds and steps of this process, for rates and the time left. */
  #trained = { ms: 0, steps: 0 };

  constructor(job: TrainJob, emit: (event: TrainEvent) => void, control: RunControl) {
    this.#job = job;
    this.#emit = emit;
    this.#control = control;
    this.#metrics = new MetricsWriter(job.folder);
    this.#step = compileTraining(job.analysis, job.settings);
    this.#checkpoints = new Checkpoints(job, this.#step.graph.states);
    this.#span = spanOf(job.data.trainImages, job.settings);
  }

  async toTheEnd(): Promise<TrainOutcome> {
    const began = performance.now();
    await this.#start();
    let reason: TrainOutcome['reason'] | null = null;
    try {
      while (reason === null) reason = await this.#epoch();
    } catch (error) {
      // The state of the last good step is kept where it can be; what went wrong first is what counts.
      await this.#keepWhatIsGood().catch(() => {});
      throw error;
    }
    const status = reason === 'stopRequested' ? 'stopped' : 'done';
    await this.#checkpoint();
    const state = await this.#executable!.readState();
    const ms = Math.max(this.#trained.ms, 1e-9);
    return {
      status,
      reason,
      state,
      best: this.#checkpoints.best ?? state,
      progress: this.#progress,
      seconds: (performance.now() - began) / 1000,
      imagesPerSecond: (this.#trained.steps * this.#job.settings.batch * 1000) / ms,
    };
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#underWay.map((l) => l.result));
    await this.#executable?.dispose();
    await this.#validator?.dispose();
  }

  async #start(): Promise<void> {
    const job = this.#job;
    const began = performance.now();
    const { graph } = this.#step;
    const restored = job.resume ? this.#checkpoints.restore() : null;
    if (restored) this.#progress = restored.progress;
    const options = { threads: job.threads, autotune: job.autotune, ...(job.plan ? { plan: job.plan } : {}) };
    this.#executable = await job.backend.compileTraining(this.#step, {
      ...options,
      state: restored?.state ?? new Map([...initialState(graph, job.settings.seed), ...(job.from ?? [])]),
    });
    // What a start has from elsewhere is kept at once: a run that is cut short has it where it lies itself.
    if (!restored && job.from) await this.#checkpoint();
    const layerMetrics = this.#step.metrics.filter(isLayerSlot);
    job.compiled?.({ plan: this.#executable.plan, layerMetrics });
    this.#emit({
      type: 'start',
      run: job.folder?.path ?? null,
      name: job.name,
      device: job.device,
      steps: this.#span.totalSteps,
      stepsPerEpoch: this.#span.stepsPerEpoch,
      epochs: job.settings.epochs,
      batch: job.settings.batch,
      trainImages: job.data.trainImages,
      validationImages: job.data.validationImages,
      params: job.analysis.training.params,
      learningRate: job.settings.learningRate,
      fromStep: this.#progress.step,
      layerMetrics,
      compileSeconds: (performance.now() - began) / 1000,
    });
  }

  /** Trains what is left of the current epoch, then validates. Returns why the run ends, or null to go on. */
  async #epoch(): Promise<TrainOutcome['reason'] | null> {
    const { data, settings } = this.#job;
    const { stepsPerEpoch, totalSteps } = this.#span;
    if (this.#progress.step >= totalSteps) return this.#reasonAtEnd();
    const epoch = this.#progress.epoch;
    const began = performance.now();
    let broken: Launched | null = null;
    const end = Math.min((epoch + 1) * stepsPerEpoch, totalSteps);
    for await (const batch of unlessStalled(data.train(this.#progress.step, end), this.#control)) {
      // Asked once: what is wanted may change between two questions, and no step may be under way where the run stops.
      const wanted = this.#control.wanted();
      if (wanted !== 'run') broken = await this.#settle(epoch, 0);
      if (broken) break;
      if (wanted === 'stop' || (wanted === 'pause' && (await whilePaused(this.#control)) === 'stop'))
        return 'stopRequested';
      this.#launch(batch);
      const step = this.#progress.step + this.#underWay.length;
      const isDue = step < (epoch + 1) * stepsPerEpoch && this.#checkpoints.isDue(step);
      broken = await this.#settle(epoch, isDue ? 0 : this.#executable!.depth - 1);
      if (broken) break;
      if (isDue) await this.#checkpoint();
    }
    broken ??= await this.#settle(epoch, 0);
    if (broken) await this.#notFinite(broken);
    if (this.#progress.step < end) return 'stopRequested';
    await this.#endEpoch(epoch, (performance.now() - began) / 1000);
    if (this.#progress.step >= totalSteps) return this.#reasonAtEnd();
    if (settings.earlyStop !== undefined && this.#progress.epochsSinceBestLoss >= settings.earlyStop)
      return 'earlyStop';
    return this.#control.wanted() === 'stop' ? 'stopRequested' : null;
  }

  #reasonAtEnd(): 'finished' | 'maxSteps' {
    return this.#span.totalSteps < this.#span.stepsPerEpoch * this.#job.settings.epochs ? 'maxSteps' : 'finished';
  }

  /** Begins a step behind those that are under way. */
  #launch(batch: { readonly images: Float32Array; readonly labels: BigInt64Array }): void {
    const { settings } = this.#job;
    const step = this.#progress.step + this.#underWay.length;
    const learningRate = learningRateAt(settings, step, this.#span);
    const result = this.#executable!.run({ ...batch, learningRate, step, seed: settings.seed });
    // What went wrong is told where the step is waited for.
    result.catch(() => {});
    this.#underWay.push({ step, learningRate, result });
  }

  /** Waits until at most `left` steps are under way. Gives one that was not applied, and forgets those behind it. */
  async #settle(epoch: number, left: number): Promise<Launched | null> {
    while (this.#underWay.length > left) {
      const launched = this.#underWay[0]!;
      const result = await launched.result.catch((error: unknown) => {
        this.#isAhead = this.#underWay.splice(0).length > 1;
        throw error;
      });
      if (!result.applied) {
        await Promise.all(this.#underWay.splice(0).map((l) => l.result));
        return launched;
      }
      this.#underWay.shift();
      this.#trained = { ms: this.#trained.ms + result.milliseconds, steps: this.#trained.steps + 1 };
      this.#progress = { ...this.#progress, step: launched.step + 1 };
      this.#report(epoch, launched.step, launched.learningRate, result);
    }
    return null;
  }

  #report(epoch: number, step: number, learningRate: number, result: StepResult): void {
    const { settings, layerMetricsEvery } = this.#job;
    const names = this.#step.metrics;
    const heads = Object.fromEntries(names.flatMap((n, i) => (isHeadSlot(n) ? [[n, result.metrics[i]!]] : [])));
    const main = mainHead(this.#job.analysis);
    const perStep = this.#trained.ms / this.#trained.steps;
    const event: TrainEvent = {
      type: 'step',
      epoch,
      step,
      loss: result.metrics[names.indexOf('loss')]!,
      accuracy: heads[`accuracy/${main}`] ?? 0,
      top5: heads[`top5/${main}`] ?? 0,
      learningRate,
      gradientNorm: result.metrics[names.indexOf('gradientNorm')]!,
      ms: result.milliseconds,
      imagesPerSecond: (settings.batch * 1000) / perStep,
      secondsLeft: ((this.#span.totalSteps - step - 1) * perStep) / 1000,
      heads,
      ...(step % layerMetricsEvery === 0
        ? { layers: names.flatMap((n, i) => (isLayerSlot(n) ? [result.metrics[i]!] : [])) }
        : {}),
    };
    this.#progress = withStep(this.#progress, event);
    this.#metrics.add(event);
    this.#emit(event);
  }

  async #endEpoch(epoch: number, seconds: number): Promise<void> {
    const { data } = this.#job;
    const p = this.#progress;
    const validation = data.validationImages > 0 ? await this.#validate() : null;
    const score = validation ? validation.accuracy : -p.epochLoss / p.epochSteps;
    const monitored = validation?.loss ?? p.epochLoss / p.epochSteps;
    // Where a loss is no number, its accuracy is that of whatever class comes first.
    const isNumber = Number.isFinite(monitored);
    const better = isNumber && (p.bestEpoch === null || score > p.bestScore);
    const lossImproved = isNumber && (p.bestLoss === null || monitored < p.bestLoss);
    const event: TrainEvent = {
      type: 'epoch',
      epoch,
      step: p.step,
      loss: p.epochLoss / p.epochSteps,
      accuracy: p.epochAccuracy / p.epochSteps,
      valLoss: validation?.loss ?? null,
      valAccuracy: validation?.accuracy ?? null,
      best: better,
      seconds,
    };
    this.#progress = {
      ...p,
      epoch: Math.floor(p.step / this.#span.stepsPerEpoch),
      epochLoss: 0,
      epochAccuracy: 0,
      epochSteps: 0,
      bestLoss: lossImproved ? monitored : p.bestLoss,
      epochsSinceBestLoss: lossImproved ? 0 : p.epochsSinceBestLoss + 1,
      ...(better ? { bestEpoch: epoch, bestScore: score, bestAccuracy: validation?.accuracy ?? null } : {}),
    };
    this.#metrics.add(event);
    this.#emit(event);
    if (better) this.#checkpoints.keepBest(await this.#executable!.readState());
    await this.#checkpoint();
  }

  async #validate(): Promise<Evaluation> {
    const { analysis, backend, data, settings, threads } = this.#job;
    const { plan } = this.#executable!;
    const state = await this.#executable!.readState();
    if (this.#validator) await this.#validator.writeState(state);
    else {
      const options = { threads, autotune: false, plan, state };
      this.#validator = await backend.compileInference(compileInference(analysis), options);
    }
    return evaluate(this.#validator, data.validation(), settings.batch, data.classes);
  }

  async #checkpoint(): Promise<void> {
    if (!this.#job.folder) return;
    this.#metrics.flush();
    this.#checkpoints.write(await this.#executable!.readState(), this.#progress);
    this.#job.checkpointed?.(this.#progress);
  }

  async #keepWhatIsGood(): Promise<void> {
    await this.#settle(this.#progress.epoch, 0);
    if (!this.#isAhead) await this.#checkpoint();
  }

  /** A step has its batch from its number: it is made again. */
  async #notFinite({ step, learningRate }: Launched): Promise<never> {
    const { analysis, backend, data, settings, threads } = this.#job;
    const state = await this.#executable!.readState();
    for await (const batch of data.train(step, step + 1)) {
      const inputs = { ...batch, learningRate, step, seed: settings.seed };
      throw await findFirstNonFinite({ analysis, backend, settings, threads, state, inputs });
    }
    throw new Error(`there is no batch for step ${step}`);
  }
}
