import { grouped, percent } from '../../engine/base/format.ts';
import { viewport } from '../canvas/viewport.ts';
import type { TextKey, TextValues } from '../language/text.ts';
import { goTo } from '../panels/advice.tsx';
import { exportNow, type OnnxExport, openExport } from '../state/export-onnx.ts';
import type { Gradients } from '../state/gradients.ts';
import { newDesign, tellError, unlessEdited } from '../state/session.ts';
import { type AppState, change, get } from '../state/store.ts';
import type { TrainSetup } from '../state/train-setup.ts';
import type { Training } from '../state/training.ts';
import { comparison, startExperiment } from './experiment.ts';
import {
  addsUp,
  COURSE,
  draw,
  fedAsInCourse,
  hasSkip,
  residualBlock,
  savings,
  sumVolume,
  wideConvolution,
} from './residual-block.ts';

/** What the steps look at: the stores of the app as they are. */
export interface Situation {
  readonly app: AppState;
  readonly setup: TrainSetup;
  readonly training: Training;
  readonly spreads: Readonly<Record<string, number>>;
  readonly gradients: Gradients;
  readonly exported: OnnxExport;
}

export type Said = readonly [key: TextKey, values?: TextValues];

export interface Step {
  readonly id: string;
  readonly title: TextKey;
  /** What to do. */
  readonly text: (now: Situation) => Said;
  /** What has come of it, worth a look before the tour goes on; without it the next step follows at once. */
  readonly seen?: (now: Situation) => Said;
  readonly done: (now: Situation) => boolean;
  /** CSS selectors of what is to be clicked, dragged or read. */
  readonly targets: (now: Situation) => readonly string[];
  /** Brings the targets into view. */
  readonly show?: () => void;
  /** Does it, with the same means that a person has. */
  readonly act?: () => void;
}

const card = (id: string | undefined): string => `.react-flow__node[data-id="${CSS.escape(id ?? '')}"]`;
const port = (id: string | undefined, name: string): string =>
  `${card(id)} .react-flow__handle[data-handleid="${name}"]`;
const entry = (kind: string): readonly string[] => [`.palette-entry[data-kind="${kind}"]`];
const isOnly = ({ selection }: AppState, id: string | undefined): boolean =>
  id !== undefined && selection.size === 1 && selection.has(id);

const open = (panel: 'palette' | 'inspector'): void => change({ settings: { ...get().settings, [panel]: true } });
const showPalette = (): void => open('palette');
function showNode(id: string | undefined): void {
  open('inspector');
  if (id !== undefined) goTo(id);
}

/** More layers than these are somebody's own design, which the tour leaves alone. */
const MOST_ON_SHEET = 12;

const sheetSteps: readonly Step[] = [
  {
    id: 'sheet',
    title: 'tour.sheet.title',
    text: ({ app }) => [app.screen === 'start' ? 'tour.sheet.text' : 'tour.sheet.elsewhere'],
    done: ({ app }) => app.screen === 'design' && app.history.document.nodes.length <= MOST_ON_SHEET,
    targets: ({ app }) => [app.screen === 'start' ? '.start-buttons .primary' : '.brand'],
    act: () => unlessEdited(newDesign),
  },
  {
    id: 'input',
    title: 'tour.input.title',
    text: () => ['tour.input.text'],
    done: ({ app }) => residualBlock(app).input !== null,
    targets: () => entry('input'),
    show: showPalette,
    act: draw.input,
  },
  {
    id: 'convolutions',
    title: 'tour.convolutions.title',
    text: () => ['tour.convolutions.text'],
    done: ({ app }) => residualBlock(app).branch.length > 1,
    targets: () => entry('conv2d'),
    show: showPalette,
    act: draw.convolutions,
  },
  {
    id: 'add',
    title: 'tour.add.title',
    text: () => ['tour.add.text'],
    done: ({ app }) => residualBlock(app).add !== null,
    targets: () => entry('add'),
    show: showPalette,
    act: draw.add,
  },
  {
    id: 'skip',
    title: 'tour.skip.title',
    text: () => ['tour.skip.text'],
    done: ({ app }) => hasSkip(app),
    targets({ app }) {
      const { input, add } = residualBlock(app);
      return [port(input?.id, 'out'), port(add?.id, 'in')];
    },
    show: () => viewport()?.fit(get().scene.bounds, { most: 1 }),
    act: draw.skip,
  },
  {
    id: 'shapes',
    title: 'tour.shapes.title',
    text({ app }) {
      const { add } = residualBlock(app);
      const found = app.model.problemsAt.get(add?.id ?? '')?.find(({ code }) => code === 'add.shapes');
      if (!found) return ['tour.shapes.general'];
      const { shape = '', otherShape = '' } = found.values;
      return ['tour.shapes.text', { x: shape, f: otherShape }];
    },
    seen: ({ app }) => ['tour.shapes.seen', { shape: sumVolume(app) ?? '' }],
    done: ({ app }) => addsUp(app),
    targets({ app }) {
      const { add } = residualBlock(app);
      return [isOnly(app, add?.id) ? '.inspector .problem-card .fix' : card(add?.id)];
    },
    show: () => showNode(residualBlock(get()).add?.id),
    act: draw.projection,
  },
  {
    id: 'deep',
    title: 'tour.deep.title',
    text: () => ['tour.deep.text', { side: COURSE.side, channels: COURSE.channels }],
    done: ({ app }) => fedAsInCourse(app),
    targets: () => ['.canvas-bar [role=group]'],
    act: draw.courseInput,
  },
  {
    id: 'kernel',
    title: 'tour.kernel.title',
    text: () => ['tour.kernel.text', { kernel: COURSE.kernel }],
    seen: ({ app }) => ['tour.kernel.seen', { count: grouped(wideConvolution(app)?.wide.multiplies ?? 0), ...COURSE }],
    done: ({ app }) => wideConvolution(app) !== null,
    targets({ app }) {
      const id = residualBlock(app).branch[0]?.id;
      return [isOnly(app, id) ? '#field-kernel' : card(id)];
    },
    show: () => showNode(residualBlock(get()).branch[0]?.id),
    act: draw.wide,
  },
  {
    id: 'bottleneck',
    title: 'tour.bottleneck.title',
    text: () => ['tour.bottleneck.text', { channels: COURSE.channels }],
    seen({ app }) {
      const { before = 0, after = 1 } = savings(app) ?? {};
      const ratio = (before / after).toFixed(1);
      return ['tour.bottleneck.seen', { before: grouped(before), after: grouped(after), ratio }];
    },
    done: ({ app }) => savings(app) !== null,
    targets({ app }) {
      const path = wideConvolution(app)?.wide.node.path;
      return [isOnly(app, path) ? '.inspector .advice-card .good' : card(path)];
    },
    show: () => showNode(wideConvolution(get())?.wide.node.path),
    act: draw.bottleneck,
  },
];

const sweepEnded = ({ sweep, status }: Training): boolean =>
  status === 'done' && sweep !== null && sweep.points.length > 1;

const trainingSteps: readonly Step[] = [
  {
    id: 'train',
    title: 'tour.train.title',
    text: ({ setup }) => [setup.open ? 'tour.train.inSheet' : 'tour.train.text'],
    done: ({ training }) => training.sweep !== null,
    targets({ setup: { open, mode } }) {
      if (!open) return ['.top-bar > .button:last-child'];
      return [mode === 'sweep' ? '.train-sheet > footer .primary' : '.train-sheet .segments label:last-child'];
    },
    act: startExperiment,
  },
  {
    id: 'gradients',
    title: 'tour.gradients.title',
    text: () => ['tour.gradients.text'],
    seen: () => ['tour.gradients.seen'],
    done: ({ app, gradients }) => app.panel === 'gradients' && gradients.report !== null,
    targets: () => ['#tab-gradients'],
    act: () => change({ panel: 'gradients' }),
  },
  {
    id: 'depth',
    title: 'tour.depth.title',
    text: ({ training: { sweep } }) => (sweep ? ['tour.depth.text', { count: sweep.count }] : ['tour.depth.again']),
    seen: depthSeen,
    done: ({ training }) => sweepEnded(training),
    targets: ({ app }) => (app.panel === 'training' ? [] : ['#tab-training']),
    show: () => change({ panel: 'training' }),
    act: startExperiment,
  },
  {
    id: 'export',
    title: 'tour.export.title',
    text: ({ exported }) => [exported.open ? 'tour.export.inDialog' : 'tour.export.text'],
    seen: ({ exported: { result } }) => [
      'tour.export.seen',
      { difference: result?.largestDifference.toExponential(1) ?? '' },
    ],
    done: ({ exported }) => exported.result !== null,
    targets: ({ exported }) => [exported.open ? '.outcome .dialog-buttons .button:last-child' : '.top-bar .onnx'],
    act() {
      openExport();
      void exportNow().catch(tellError);
    },
  },
  {
    id: 'end',
    title: 'tour.end.title',
    text: () => ['tour.end.text'],
    seen: () => ['tour.end.text'],
    done: () => false,
    targets: () => [],
  },
];

/**
 * Errors on the training images, and how far the gradients of the first step were apart, where this window saw that
 * step.
 */
function depthSeen({ training, spreads }: Situation): Said {
  const found = comparison(training.sweep?.points ?? []);
  if (!found) return ['tour.depth.done'];
  const { depth, plain, residual } = found;
  const errors = { depth, plain: percent(plain.trainingError ?? 0), residual: percent(residual.trainingError ?? 0) };
  const [a, b] = [spreads[plain.label], spreads[residual.label]];
  if (a === undefined || b === undefined) return ['tour.depth.seen', errors];
  return ['tour.depth.seenNorms', { ...errors, plainSpread: a.toFixed(0), residualSpread: b.toFixed(0) }];
}

/** The tour in its order. */
export const steps: readonly Step[] = [...sheetSteps, ...trainingSteps];

/** These want the sheet open, and build on each other. */
export const isOnSheet = (step: Step): boolean => sheetSteps.includes(step);
