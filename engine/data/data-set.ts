import { availableParallelism } from 'node:os';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { hashText, Stream } from '../base/random.ts';
import { settingFix } from '../base/setting-fix.ts';
import { type AugmentSettings, type DataSettings, noAugment } from '../settings/data.ts';
import { augments, checkAugment } from './augment.ts';
import { type BatchMaker, type ImageStore, LocalBatchMaker } from './batch-maker.ts';
import { type BatchPlan, BatchStream } from './batch-stream.ts';
import type { Bits, Pixels } from './formats/raster.ts';
import { decodeImage } from './image-file.ts';
import { countLabels, type ImageSet, type ImageShape, imageBits, pixelsOf, type SplitName } from './image-set.ts';
import { type Normalisation, normalisationTable } from './normalisation.ts';
import { type ReadWholeOptions, readWhole } from './read-whole.ts';
import { dataSetName, type ReadSet } from './sources/index.ts';
import { heldOut, type Splits } from './splits.ts';
import { WorkerPool } from './worker-pool.ts';

const SHUFFLE = hashText('shuffle');

export interface OpenOptions extends ReadWholeOptions {
  /** Threads that make batches; 0 makes them in the calling thread, only when asked for. The batches are the same. */
  readonly workers?: number;
  /** Replaces the statistics of the training images, for a run that was trained with others. */
  readonly normalisation?: Normalisation;
}

export interface TrainBatchOptions {
  readonly batch: number;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly augment?: AugmentSettings;
  /** First step, counted from 0 over the whole training: a resumed run goes on as if it had never stopped. */
  readonly from?: number;
  /** The step before which to end; endless where absent. */
  readonly to?: number;
}

export interface Sample {
  /** [C, H, W], not normalised. */
  readonly pixels: Pixels;
  readonly label: number;
  /** The file it comes from, where it has one. */
  readonly path: string | null;
}

/** What is known of a data set before any image is decoded. */
export interface DataSetFacts {
  readonly name: string;
  /** As a run sees the images. */
  readonly shape: ImageShape;
  readonly classes: readonly string[];
  /** Images in each part. */
  readonly counts: Readonly<Record<SplitName, number>>;
  /** Images of each class in each part. */
  readonly balance: Readonly<Record<SplitName, readonly number[]>>;
  readonly form: ReadSet['form'];
  readonly layout: ReadSet['layout'];
  /** Parts that were taken from the training images. */
  readonly heldOut: readonly SplitName[];
  readonly warnings: readonly Problem[];
}

/** A data set that is open: its images, parts and batches. */
export interface DataSet extends DataSetFacts {
  /** Size and colours that most of its files have. */
  readonly own: ImageShape;
  /** Of its pixels. */
  readonly bits: Bits;
  /** How many images could not be read and are left out. */
  readonly skipped: number;
  readonly normalisation: Normalisation;
  /** Of the training images, whatever they are normalised by. */
  readonly statistics: Normalisation;
  stepsPerEpoch(batch: number): number;
  /**
   * Training batches, all full: what is left over in an epoch is dropped. The content of step s is a function of (seed,
   * s) alone. Throws ProblemError where a batch is larger than the training set or an augmentation larger than an
   * image.
   */
  trainBatches(options: TrainBatchOptions): BatchStream;
  /** Each image of a part once, in order; the last batch is padded. Throws ProblemError where the part is empty. */
  evaluationBatches(part: SplitName, batch: number): BatchStream;
  /** Class index of each image of a part, in order. */
  labels(part: SplitName): Uint16Array;
  /** Image `index` of a part, 0 ≤ index < counts[part]. */
  sample(part: SplitName, index: number): Promise<Sample>;
  /** Ends streams and threads. */
  dispose(): Promise<void>;
}

/**
 * Opens the data set that `settings.path` names. Throws ProblemError, with all that is wrong where several files are.
 */
export async function openDataSet(settings: DataSettings, options: OpenOptions = {}): Promise<DataSet> {
  const { set, splits, statistics } = await readWhole(settings, options);
  const normalisation = options.normalisation ?? statistics;
  return new OpenDataSet(dataSetName(settings.path), set, splits, { normalisation, statistics }, options.workers);
}

class OpenDataSet implements DataSet {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classes: readonly string[];
  readonly counts: Readonly<Record<SplitName, number>>;
  readonly balance: Readonly<Record<SplitName, readonly number[]>>;
  readonly normalisation: Normalisation;
  readonly statistics: Normalisation;
  readonly form: ReadSet['form'];
  readonly layout: ReadSet['layout'];
  readonly heldOut: readonly SplitName[];
  readonly warnings: readonly Problem[];
  readonly own: ImageShape;
  readonly bits: Bits;
  readonly skipped: number;
  readonly #set: ReadSet;
  readonly #splits: Splits;
  readonly #workers: number;
  readonly #streams = new Set<BatchStream>();
  #maker: BatchMaker | null = null;

  constructor(
    name: string,
    set: ReadSet,
    splits: Splits,
    { normalisation, statistics }: Pick<DataSet, 'normalisation' | 'statistics'>,
    workers = defaultWorkers(set),
  ) {
    this.#set = set;
    this.#splits = splits;
    this.#workers = workers;
    this.name = name;
    this.shape = set.shape;
    this.own = set.own ?? set.shape;
    this.classes = set.classes;
    this.normalisation = normalisation;
    this.statistics = statistics;
    this.form = set.form;
    this.layout = set.layout;
    this.heldOut = heldOut(set);
    this.warnings = set.warnings;
    this.bits = imageBits(set.images);
    this.skipped = set.bad?.length ?? 0;
    this.counts = overParts((part) => splits[part].length);
    this.balance = overParts((part) => countLabels(set.labels, splits[part], set.classes.length));
  }

  stepsPerEpoch(batch: number): number {
    return Math.floor(this.counts.train / batch);
  }

  trainBatches({ batch, seed, shuffle, augment = noAugment, from = 0, to }: TrainBatchOptions): BatchStream {
    const perEpoch = this.stepsPerEpoch(batch);
    const problems = batchProblems(this, { batch, augment });
    if (problems.length > 0) throw new ProblemError(problems);

    const { train } = this.#splits;
    let order: { readonly epoch: number; readonly samples: Int32Array } | null = null;
    const orderOf = (epoch: number): Int32Array => {
      if (!shuffle) return train;
      if (order?.epoch !== epoch) order = { epoch, samples: new Stream(SHUFFLE, seed, epoch).shuffle(train.slice()) };
      return order.samples;
    };
    let step = from;
    const nextPlan = (): BatchPlan | null => {
      if (to !== undefined && step >= to) return null;
      const epoch = Math.floor(step / perEpoch);
      const first = (step % perEpoch) * batch;
      const samples = orderOf(epoch).slice(first, first + batch);
      const job = { samples, augment: augments(augment) ? { settings: augment, seed, epoch } : null };
      return { job, step: step++, epoch };
    };
    return this.#stream(batch, nextPlan);
  }

  evaluationBatches(part: SplitName, batch: number): BatchStream {
    const indices = this.#splits[part];
    if (indices.length === 0) throw new ProblemError([emptyPart(this.name, part)]);
    let step = 0;
    const nextPlan = (): BatchPlan | null => {
      const samples = indices.slice(step * batch, (step + 1) * batch);
      return samples.length === 0 ? null : { job: { samples, augment: null }, step: step++, epoch: 0 };
    };
    return this.#stream(batch, nextPlan);
  }

  labels(part: SplitName): Uint16Array {
    return Uint16Array.from(this.#splits[part], (image) => this.#set.labels[image] as number);
  }

  async sample(part: SplitName, index: number): Promise<Sample> {
    const image = this.#splits[part][index];
    if (image === undefined) throw new RangeError(`${part} has ${this.counts[part]} images, not one at ${index}`);
    const { images, labels } = this.#set;
    const label = labels[image] as number;
    if (images.kind === 'files') {
      const path = images.paths[image] as string;
      return { pixels: await decodeImage(path, this.shape, images.decoding), label, path };
    }
    const size = pixelsOf(this.shape);
    return { pixels: images.pixels.slice(image * size, (image + 1) * size), label, path: null };
  }

  async dispose(): Promise<void> {
    for (const stream of this.#streams) stream.close();
    const maker = this.#maker;
    this.#maker = null;
    await maker?.dispose();
  }

  #stream(batch: number, nextPlan: () => BatchPlan | null): BatchStream {
    const { labels, shape, images } = this.#set;
    const store: ImageStore = { shape, images, table: normalisationTable(this.normalisation, this.bits) };
    this.#maker ??= this.#workers === 0 ? new LocalBatchMaker(store) : new WorkerPool(store, this.#workers);
    const ahead = this.#workers === 0 ? 0 : this.#workers + 1;
    const stream: BatchStream = new BatchStream({
      maker: this.#maker,
      nextPlan,
      labels,
      batch,
      imageSize: pixelsOf(shape),
      ahead,
      onClose: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    return stream;
  }
}

/** What keeps training batches from being made: fewer images than one takes, an augmentation larger than an image. */
export function batchProblems(
  { shape, counts }: Pick<DataSet, 'shape' | 'counts'>,
  { batch, augment }: Pick<TrainBatchOptions, 'batch'> & { readonly augment: AugmentSettings },
): readonly Problem[] {
  const tooLarge = problem(
    'data.batchTooLarge',
    '',
    { batch, images: counts.train },
    {
      field: 'batch',
      fixes: counts.train > 0 ? [settingFix('batch', counts.train)] : [],
    },
  );
  return [...checkAugment(augment, shape), ...(counts.train < batch ? [tooLarge] : [])];
}

/** One thread keeps up with any step on images in memory; decoding leaves a core to the step. */
function defaultWorkers({ images }: ImageSet): number {
  return images.kind === 'memory' ? 1 : Math.max(1, Math.min(4, availableParallelism() - 1));
}

function overParts<T>(of: (part: SplitName) => T): Record<SplitName, T> {
  return { train: of('train'), validation: of('validation'), test: of('test') };
}

export function emptyPart(name: string, part: SplitName): Problem {
  return problem(part === 'test' ? 'data.noTest' : 'data.noValidation', '', { name });
}
