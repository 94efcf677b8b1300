import { allDevices } from './compute.ts';
import type { Job } from './job.ts';

export const devices: Job<'devices'> = async () => ({ devices: await allDevices() });
