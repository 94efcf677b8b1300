import { z } from 'zod';
import { dataSettings } from '../../settings/data.ts';
import { trainingSettings } from '../../settings/training.ts';
import record from './pytorch.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };

/** What each is, in words, stands in the catalogue: `demo.<name>`. */
const network = z.object({ name: z.enum(['resnet', 'plain', 'inception']), design: z.string() });
const schema = z.object({ data: dataSettings, settings: trainingSettings, networks: z.array(network) });

/** What the demo trains and how. PyTorch trained the same: test/fixtures/demo/pytorch_demo.py reads the same file. */
export const demo = schema.parse(settings);
export type DemoNetwork = z.infer<typeof network>;

const recorded = z.object({
  pytorch: z.string(),
  settings: z.unknown(),
  networks: z.array(network.extend({ params: z.number(), accuracies: z.array(z.number()).min(1), mean: z.number() })),
});

/** What PyTorch reached with the same networks, data, settings and steps: test accuracies by seed. */
export const pytorchRecord = recorded.parse(record);

export type PytorchRecord = z.infer<typeof recorded>['networks'][number];

export function recordOf({ name }: DemoNetwork): PytorchRecord {
  const found = pytorchRecord.networks.find((n) => n.name === name);
  if (!found) throw new Error(`engine/host/demo/pytorch.json has no ${name}: run test/fixtures/demo/pytorch_demo.py`);
  return found;
}

/** Standard deviation over seeds. */
export function deviationOf(accuracies: readonly number[]): number {
  const mean = accuracies.reduce((sum, a) => sum + a, 0) / accuracies.length;
  const squares = accuracies.reduce((sum, a) => sum + (a - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, accuracies.length - 1));
}
