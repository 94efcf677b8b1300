import type { Command } from 'commander';
import { duration, grouped, percent } from '../../base/format.ts';
import type { DemoResult } from '../demo/run-demo.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { bold, print, printJson } from '../terminal/print.ts';
import { text } from '../terminal/texts.ts';
import { freshRunFolder } from './run-names.ts';

interface DemoFlags {
  readonly out?: string;
  readonly only?: string;
  readonly json?: boolean;
}

export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .description('train a ResNet, its plain twin and an Inception network on bundled images, from layer table to ONNX')
    .option('--out <folder>', 'folder to make for the runs and models (default: runs/demo-<number>)')
    .option('--only <name>', 'one of its networks: resnet, plain, inception')
    .option('--json', 'the results as the last line, as JSON');
  addExamples(command, ['demo', 'demo --only inception']);
  command.action(async (flags: DemoFlags) => {
    const [{ demo, pytorchRecord }, { runDemoNetwork }] = await Promise.all([
      import('../demo/demo.ts'),
      import('../demo/run-demo.ts'),
    ]);
    const networks = demo.networks.filter((n) => flags.only === undefined || n.name === flags.only);
    if (networks.length === 0) {
      const known = demo.networks.map((n) => n.name).join(', ');
      command.error(`error: the demo has no network ${flags.only}; it has ${known}`);
    }
    const out = flags.out ?? freshRunFolder('demo');
    const began = performance.now();
    const results: DemoResult[] = [];
    for (const network of networks) {
      const result = await runDemoNetwork(network, out);
      if (!result) break;
      results.push(result);
    }
    const rows = await comparisonRows(results);
    for (const line of summaryLines(rows)) print(line);
    print(
      text('demo.pytorch', {
        version: pytorchRecord.pytorch,
        seeds: pytorchRecord.networks[0]!.accuracies.length,
      }),
    );
    print(text('demo.took', { time: duration(performance.now() - began) }));
    print();
    for (const line of whatNext(results, out)) print(line);
    if (flags.json) printJson({ seconds: (performance.now() - began) / 1000, out, networks: rows });
  });
}

type Row = Awaited<ReturnType<typeof comparisonRows>>[number];

/** Our accuracies beside those that PyTorch reached. */
async function comparisonRows(results: readonly DemoResult[]) {
  const { deviationOf, recordOf } = await import('../demo/demo.ts');
  return results.map(({ network, params, multiplies, training, run, onnx, verified }) => ({
    name: network.name,
    params,
    multiplies,
    testAccuracy: training.test!.accuracy,
    pytorchAccuracy: recordOf(network).mean,
    pytorchDeviation: deviationOf(recordOf(network).accuracies),
    imagesPerSecond: training.imagesPerSecond,
    seconds: training.seconds,
    run,
    onnx,
    largestDifference: verified.largestDifference,
  }));
}

function summaryLines(rows: readonly Row[]): readonly string[] {
  return columnsText<Row>(
    [
      { title: text('demo.network'), align: 'left', text: (r) => r.name },
      { title: text('demo.params'), align: 'right', text: (r) => grouped(r.params) },
      { title: text('demo.multiplies'), align: 'right', text: (r) => grouped(r.multiplies) },
      { title: text('demo.test'), align: 'right', text: (r) => bold(percent(r.testAccuracy)) },
      {
        title: 'PyTorch',
        align: 'right',
        text: (r) => `${percent(r.pytorchAccuracy)} ± ${(100 * r.pytorchDeviation).toFixed(1)}`,
      },
      { title: text('demo.speed'), align: 'right', text: (r) => grouped(Math.round(r.imagesPerSecond)) },
      { title: text('demo.training'), align: 'right', text: (r) => duration(r.seconds * 1000) },
    ],
    rows,
  );
}

/** Where the files lie and what to try next, in commands that can be copied. */
function whatNext(results: readonly DemoResult[], out: string): readonly string[] {
  const layerloom = process.env['npm_lifecycle_event'] ? 'npm run --silent layerloom --' : 'layerloom';
  const run = results[0]?.run;
  return [
    bold(text('demo.files')),
    `  ${out}/<network>/       ${text('demo.run')}`,
    `  ${out}/<network>.onnx   ${text('demo.onnx')}`,
    '',
    bold(text('demo.next')),
    ...(run ? [`  ${layerloom} evaluate ${run}`, `  ${layerloom} predict ${run} PICTURE.png`] : []),
    `  ${layerloom} inspect template:resnet50`,
    `  ${layerloom} convert template:course_5x5_direct --bottleneck conv5x5 -o smaller.loom.json`,
    `  ${layerloom} sweep template:cifar_plain template:cifar_resnet --depths 8,20,32,56 --data builtin:digits --epochs 6 --batch 32 --lr 0.05 --warmup 40`,
    `  ${layerloom} train template:cifar_resnet20 --data FOLDER --epochs 20   ${text('demo.folder')}`,
    `  ${layerloom} --help`,
  ];
}
