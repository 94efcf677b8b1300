import { join } from 'node:path';
import { type Problem, ProblemError } from '../../base/diagnostics.ts';
import type { DataSet } from '../../data/data-set.ts';
import type { TrainEvent } from '../../train/events.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { depthChart } from '../charts/depth-chart.ts';
import { type OpenedDesign, openTrainable } from '../open-design.ts';
import type { CallParams } from '../protocol.ts';
import type { SweepPoint } from '../runs-protocol.ts';
import { writeFileWhole } from '../shell/write-file.ts';
import { type Compute, chooseCompute } from './compute.ts';
import { imageFacts, openImages, requireBatches } from './images.ts';
import type { Job } from './job.ts';
import { newRecord } from './run-record.ts';
import { runTraining } from './run-training.ts';

type Params = CallParams<'sweep'>;
type Planned = Params['designs'][number] & { readonly opened: OpenedDesign };
type Epoch = Extract<TrainEvent, { readonly type: 'epoch' }>;

/** Trains design after design with the same settings; a design whose loss breaks is a point without errors, and the sweep goes on. */
export const sweep: Job<'sweep'> = async (params, emit, control) => {
  const compute = await chooseCompute(params.device, params.threads);
  const data = await openImages(params.data, emit);
  try {
    const planned = openAll(params, data);
    requireBatches(data, params.settings, params.data, false);
    const points: SweepPoint[] = [];
    for (const [index, one] of planned.entries()) {
      const { label, series, depth } = one;
      emit({ type: 'design', index, count: planned.length, label, series, depth });
      const point = await trainOne(one, params, data, compute, emit, control);
      if (!point) return { status: 'stopped', points };
      points.push(point);
      emit({ type: 'point', ...point });
      if (params.out !== null) writeResults(params.out, params, data.name, points);
    }
    return { status: 'done', points };
  } finally {
    await data.dispose();
  }
};

/** Every design is opened before the first trains: a mistake in the last one shows at once. */
function openAll({ designs }: Params, data: DataSet): readonly Planned[] {
  const problems: Problem[] = [];
  const planned = designs.flatMap((one): Planned[] => {
    try {
      return [{ ...one, opened: openTrainable(one.design, imageFacts(data)) }];
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ProblemError(problems);
  return planned;
}

/** Null where the sweep was stopped. */
async function trainOne(
  { label, series, depth, opened }: Planned,
  params: Params,
  data: DataSet,
  compute: Compute,
  emit: Parameters<Job<'sweep'>>[1],
  control: Parameters<Job<'sweep'>>[2],
): Promise<SweepPoint | null> {
  const { settings, out } = params;
  const folder = out === null ? null : new RunFolder(join(out, label));
  folder?.create();
  const began = performance.now();
  const last: { epoch: Epoch | null } = { epoch: null };
  const watch = (event: TrainEvent): void => {
    if (event.type === 'epoch') last.epoch = event;
    emit(event);
  };
  let status: SweepPoint['status'] = 'done';
  try {
    const done = await runTraining(
      {
        design: opened,
        settings,
        dataSettings: params.data,
        data,
        compute,
        autotune: params.autotune,
        kept: folder && {
          folder,
          record: { ...newRecord(opened, settings, params.data, data, compute), sweep: { series, depth } },
        },
        resume: false,
        layerMetricsEvery: 10,
        test: false,
      },
      watch,
      control,
    );
    if (done.status === 'stopped') return null;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0]?.code !== 'train.notFinite') throw error;
    emit({ type: 'warnings', problems: error.problems });
    status = 'failed';
  }
  const epoch = status === 'done' ? last.epoch : null;
  return {
    label,
    series,
    depth,
    params: opened.analysis.training.params,
    status,
    trainingLoss: epoch?.loss ?? null,
    trainingError: epoch ? 1 - epoch.accuracy : null,
    validationLoss: epoch?.valLoss ?? null,
    validationError: typeof epoch?.valAccuracy === 'number' ? 1 - epoch.valAccuracy : null,
    seconds: (performance.now() - began) / 1000,
    run: folder?.path ?? null,
  };
}

/** After each point, so that a sweep that is cut short leaves what it has. */
function writeResults(out: string, params: Params, data: string, points: readonly SweepPoint[]): void {
  const { settings } = params;
  const text = new TextEncoder();
  const json = { format: 'layerloom-sweep', version: 1, data: params.data, settings, points };
  writeFileWhole(join(out, 'sweep.json'), text.encode(`${JSON.stringify(json, null, 2)}\n`));
  const subtitle = `${data}, ${settings.epochs} epochs, batch ${settings.batch}, seed ${settings.seed}`;
  writeFileWhole(join(out, 'sweep.svg'), text.encode(depthChart(points, subtitle)));
}
