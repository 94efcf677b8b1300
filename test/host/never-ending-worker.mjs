import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

// A job that hangs in a disk that does not answer: it hears no stop, may have answered, and ends when its data set is
// there.
if (workerData.params.out === 'answers') parentPort?.postMessage({ type: 'problems', problems: [] }, []);
while (!existsSync(workerData.params.data.path)) await wait(10);
