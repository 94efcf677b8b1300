import { spawnSync } from 'node:child_process';
import { analyze } from '../../engine/analyze/analyze.ts';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { openTrainable } from '../../engine/host/open-design.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { median } from './statistics.ts';

export interface TimeRow {
  readonly name: string;
  readonly ms: number;
  readonly limitMs: number;
}

/** Half of them before the just-in-time compiler is done, as in the first seconds of a session. */
const RUNS = 100;

/**
 * Document to shapes, costs and problems of every node, in this process, of a document that was edited since the last
 * time.
 */
function inspectMs(template: string): number {
  const { document } = buildTemplate(template);
  const times = Array.from({ length: RUNS }, (_, i) => {
    const edited: LoomDocument = {
      ...document!,
      params: { ...document!.params, edit: { type: 'number', default: i } },
    };
    const began = performance.now();
    analyze(expand(edited, blocks).network);
    return performance.now() - began;
  });
  return median(times);
}

function firstOutputMs(): number {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, ['scripts/layerloom.mjs', 'templates']);
    if (status !== 0) throw new Error(`layerloom templates ended with ${status}`);
    return performance.now() - began;
  });
  return median(times);
}

async function compileMs(spec: string): Promise<number> {
  const { analysis } = openTrainable({ kind: 'template', spec });
  const probe = compileTraining(analysis, trainingSettings.parse({ batch: 4 }));
  const state = initialState(probe.graph, 0);
  const began = performance.now();
  const step = compileTraining(analysis, trainingSettings.parse({ batch: 4 }));
  const executable = await ortBackend.compileTraining(step, { threads: 2, autotune: false, state });
  const elapsed = performance.now() - began;
  await executable.dispose();
  return elapsed;
}

/** What a person waits for: live numbers, the command line, the compiler. */
export async function benchEditing(): Promise<readonly TimeRow[]> {
  return [
    { name: 'inspect resnet152', ms: inspectMs('template:resnet152'), limitMs: 5 },
    { name: 'inspect cifar_resnet, 1,202 layers', ms: inspectMs('template:cifar_resnet?depth=1202'), limitMs: 15 },
    { name: 'command line to first output', ms: firstOutputMs(), limitMs: 1000 },
    { name: 'compile the resnet50 step, no tuning', ms: await compileMs('template:resnet50'), limitMs: 5000 },
  ];
}
