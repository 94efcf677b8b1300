import { parentPort, workerData } from 'node:worker_threads';
import { ProblemError } from '../base/diagnostics.ts';
import { type ImageStore, LocalBatchMaker } from './batch-maker.ts';
import type { WorkerReply, WorkerRequest } from './worker-pool.ts';

/** A thread that fills batches, one after the other, in buffers that travel back and forth. */
const port = parentPort;
if (!port) throw new Error('decode-worker runs in a worker thread');
const maker = new LocalBatchMaker(workerData as ImageStore);

async function answer({ id, job, buffer }: WorkerRequest): Promise<WorkerReply> {
  try {
    return { id, buffer: await maker.make(job, buffer) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { id, problems: error.problems };
  }
}

port.on('message', async (request: WorkerRequest) => {
  const reply = await answer(request);
  port.postMessage(reply, 'buffer' in reply ? [reply.buffer] : []);
});
