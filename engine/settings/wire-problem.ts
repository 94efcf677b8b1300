import { z } from 'zod';

/** A problem (engine/base/diagnostics.ts) as it crosses a process boundary or stands in `run.json`. */
export const wireProblem = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  node: z.string(),
  field: z.string().exactOptional(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).readonly(),
  fixes: z.array(z.unknown()).readonly(),
});
export type WireProblem = z.infer<typeof wireProblem>;
