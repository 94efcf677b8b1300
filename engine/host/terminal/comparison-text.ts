import { bytes } from '../../base/format.ts';
import type { JobEvent } from '../protocol.ts';
import type { Comparison } from '../reports-protocol.ts';
import { green } from './print.ts';
import { JobReport } from './reporting.ts';
import { text } from './texts.ts';

type Stage = Extract<JobEvent, { readonly type: 'stage' }>['stage'];

const STAGES: readonly Stage[] = ['write', 'structure', 'weights', 'run', 'reference'];

/** An export's stages on the progress bar. */
export class ComparisonReport extends JobReport {
  override show(event: JobEvent): void {
    if (event.type !== 'stage') return super.show(event);
    this.bar.show(STAGES.indexOf(event.stage) / STAGES.length, text(`progress.${event.stage}`));
  }
}

export function comparisonLines(c: Comparison): readonly string[] {
  const { data, part, height, width, onePerChannel } = c.source;
  return [
    text('export.file', { file: c.file, nodes: c.nodes, weights: c.weights, bytes: bytes(c.bytes) }),
    text('export.compared', {
      verified: green(text('export.verified')),
      count: c.images,
      part: text(`export.part.${part}`),
      data,
      height,
      width,
      ...(onePerChannel ? { each: text('export.another') } : {}),
      difference: c.largestDifference.toExponential(1),
    }),
    text('export.allowed', {
      largest: c.largestLogit.toPrecision(3),
      allowed: (c.tolerance * c.largestLogit).toExponential(1),
    }),
  ];
}
