import { z } from 'zod';

/**
 * What a sweep turns, and the value of it that one of its designs has, as it is written: `learningRate`, `0.03`. Where there is none the designs differ in their
 * depth.
 */
export const sweepAxis = z.object({ name: z.string().max(100), value: z.string().max(100) });
export type SweepAxis = z.infer<typeof sweepAxis>;
