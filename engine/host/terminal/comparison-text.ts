import { bytes } from '../../base/format.ts';
import type { JobEvent } from '../protocol.ts';
import type { ComparedOn, Comparison } from '../reports-protocol.ts';
import { green } from './print.ts';
import { JobReport } from './reporting.ts';

type Stage = Extract<JobEvent, { readonly type: 'stage' }>['stage'];

const stages: Readonly<Record<Stage, string>> = {
  write: 'writing',
  structure: 'checking the structure',
  weights: 'comparing weights',
  run: 'running in ONNX Runtime',
  reference: 'running the float64 reference',
};

/** An export's stages on the progress bar. */
export class ComparisonReport extends JobReport {
  override show(event: JobEvent): void {
    if (event.type !== 'stage') return super.show(event);
    const names = Object.keys(stages) as Stage[];
    this.bar.show(names.indexOf(event.stage) / names.length, stages[event.stage]);
  }
}

export function comparisonLines(c: Comparison): readonly string[] {
  return [
    `${c.file}: ${c.nodes} nodes, ${c.weights} constants, ${bytes(c.bytes)}`,
    `${green('verified')} on ${c.images} ${imagesText(c.source)}: logits of ONNX Runtime and of the float64 reference differ by at most ${c.largestDifference.toExponential(1)}`,
    `(largest logit ${c.largestLogit.toPrecision(3)}; allowed ${(c.tolerance * Math.max(1, c.largestLogit)).toExponential(1)})`,
  ];
}

function imagesText({ data, part, height, width, onePerChannel }: ComparedOn): string {
  const names = { train: 'training', validation: 'validation', test: 'test' } as const;
  const channels = onePerChannel ? ', another one in each channel' : '';
  return `${names[part]} images of ${data} at ${height} × ${width}${channels}`;
}
