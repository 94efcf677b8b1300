import type { BatchJob, BatchMaker } from './batch-maker.ts';

/** `images` and `labels` are reused: they are valid until the stream's next `next()`. */
export interface Batch {
  /** [batch, C, H, W], normalised; zeros behind the last image. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Class indices, [batch]; 0 behind the last image. */
  readonly labels: BigInt64Array<ArrayBuffer>;
  /** How many images are real: `batch` in training, fewer in the last batch of an evaluation. */
  readonly count: number;
  /** Counts from 0 over the whole training; in an evaluation from 0. */
  readonly step: number;
  readonly epoch: number;
}

/** One batch that a stream is to make. */
export interface BatchPlan {
  readonly job: BatchJob;
  readonly step: number;
  readonly epoch: number;
}

export interface StreamOptions {
  readonly maker: BatchMaker;
  /** The plans in order; null ends the stream. */
  readonly nextPlan: () => BatchPlan | null;
  /** Class index of each image of the store. */
  readonly labels: Uint16Array;
  readonly batch: number;
  /** Floats of one image. */
  readonly imageSize: number;
  /** How many batches are made ahead of the one in use. */
  readonly ahead: number;
  readonly onClose: () => void;
}

interface Made {
  readonly plan: BatchPlan;
  readonly labels: BigInt64Array<ArrayBuffer>;
  readonly buffer: Promise<ArrayBuffer>;
}

/**
 * Batches in order, at most `ahead` of them made before they are asked for. One reader: `next` must not be called
 * before the last one settled.
 */
export class BatchStream implements AsyncIterable<Batch> {
  readonly #options: StreamOptions;
  readonly #queue: Made[] = [];
  readonly #free: { readonly buffer: ArrayBuffer; readonly labels: BigInt64Array<ArrayBuffer> }[] = [];
  #current: Batch | null = null;
  #closed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  /**
   * The next batch, or null at the end and after `close`. Throws ProblemError where an image cannot be read or a thread
   * died.
   */
  async next(): Promise<Batch | null> {
    this.#recycle();
    if (this.#closed) return null;
    this.#request(this.#options.ahead + 1);
    const made = this.#queue.shift();
    if (!made) {
      this.close();
      return null;
    }
    const buffer = await made.buffer.catch((error: unknown) => {
      if (this.#closed) return null;
      throw error;
    });
    if (!buffer) return null;
    const { step, epoch, job } = made.plan;
    const images = new Float32Array(buffer);
    this.#current = { images, labels: made.labels, count: job.samples.length, step, epoch };
    return this.#current;
  }

  /** Forgets what was made ahead. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.onClose();
    this.#queue.length = 0;
    this.#free.length = 0;
    this.#current = null;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void> {
    try {
      for (let batch = await this.next(); batch; batch = await this.next()) yield batch;
    } finally {
      this.close();
    }
  }

  #recycle(): void {
    if (this.#current) this.#free.push({ buffer: this.#current.images.buffer, labels: this.#current.labels });
    this.#current = null;
  }

  #request(length: number): void {
    while (this.#queue.length < length) {
      const plan = this.#options.nextPlan();
      if (!plan) return;
      this.#queue.push(this.#make(plan));
    }
  }

  #make(plan: BatchPlan): Made {
    const { maker, batch, imageSize } = this.#options;
    const { buffer, labels } = this.#free.pop() ?? {
      buffer: new ArrayBuffer(batch * imageSize * Float32Array.BYTES_PER_ELEMENT),
      labels: new BigInt64Array(batch),
    };
    labels.fill(0n);
    plan.job.samples.forEach((sample, slot) => {
      labels[slot] = BigInt(this.#options.labels[sample] as number);
    });
    const filled = maker.make(plan.job, buffer);
    // A failure is reported by the `next` that reaches this batch; until then it must not count as unhandled.
    filled.catch(() => {});
    return { plan, labels, buffer: filled };
  }
}
