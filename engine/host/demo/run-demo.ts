import { join } from 'node:path';
import { layerTable } from '../../analyze/table.ts';
import { tableText } from '../../analyze/table-text.ts';
import { openDesign } from '../open-design.ts';
import type { CallResult } from '../protocol.ts';
import { ComparisonReport, comparisonLines } from '../terminal/comparison-text.ts';
import { terminalLanguage } from '../terminal/language.ts';
import { bold, print, printText } from '../terminal/print.ts';
import { profileLines } from '../terminal/profile-text.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { RunReport } from '../terminal/run-report.ts';
import { text } from '../terminal/texts.ts';
import { type DemoNetwork, demo } from './demo.ts';

/** Fashion-MNIST's size: the templates take it over. */
const SIZES = { height: 28, width: 28, channels: 1, classes: 10 } as const;
const PROFILED_LAYERS = 5;
const PROFILED_STEPS = 3;

export interface DemoResult {
  readonly network: DemoNetwork;
  readonly params: number;
  readonly multiplies: number;
  readonly run: string;
  readonly onnx: string;
  readonly training: CallResult<'train'>;
  readonly profile: CallResult<'profile'>;
  readonly verified: CallResult<'export'>;
}

/** One network of the demo from its layer table to its verified ONNX file. Null where the person stopped it. */
export async function runDemoNetwork(network: DemoNetwork, out: string): Promise<DemoResult | null> {
  const design = { kind: 'template', spec: network.design } as const;
  const { analysis } = openDesign(design, SIZES);
  print(bold(text(`demo.${network.name}`)));
  print();
  printText(tableText(layerTable(analysis, { depth: 0 }), terminalLanguage()));
  print();
  const { params, multiplies } = analysis.totals;
  const run = join(out, network.name);
  const training = await reported(
    'train',
    { design, data: demo.data, settings: demo.settings, out: run, test: true },
    false,
    new RunReport(),
  );
  if (training.status === 'stopped') return null;
  print();
  const { height, width, channels, classes } = SIZES;
  const profile = await reported(
    'profile',
    { design, input: { height, width, channels }, classes, settings: demo.settings, steps: PROFILED_STEPS },
    false,
    new JobReport(),
  );
  for (const line of profileLines(profile, { top: PROFILED_LAYERS })) print(line);
  print();
  const onnx = join(out, `${network.name}.onnx`);
  const verified = await reported('export', { run, file: onnx }, false, new ComparisonReport());
  for (const line of comparisonLines(verified)) print(line);
  print();
  return { network, params, multiplies, run, onnx, training, profile, verified };
}
