import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';

// A job that hangs in a disk that does not answer: it hears no stop, and ends when its data set is there.
while (!existsSync(workerData.params.data.path)) await wait(10);
