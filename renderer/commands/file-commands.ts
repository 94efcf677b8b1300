import { fileName } from '../../engine/base/file-name.ts';
import { drawingSvg } from '../canvas/export-drawing.ts';
import { drawingPng } from '../canvas/export-png.ts';
import { text } from '../language/text.ts';
import { openExport } from '../state/export-onnx.ts';
import { newDesign, openFile, platform, save, saveAs, tellError, unlessEdited } from '../state/session.ts';
import { type AppState, change, get, say, stemOf } from '../state/store.ts';
import { openSetup } from '../state/train-setup.ts';
import { isRunning, stopTraining, training } from '../state/training.ts';
import type { Command } from './command.ts';

const drawn = ({ screen }: AppState): boolean => screen === 'design';
const stem = (): string => fileName(stemOf(get().file.name), 'untitled');

async function exportSvg(): Promise<void> {
  const done = await platform().files.exportFile(`${stem()}.svg`, await drawingSvg(), 'image/svg+xml');
  if (done) say(text('file.exported'));
}

async function exportPng(): Promise<void> {
  const done = await platform().files.exportFile(`${stem()}.png`, await drawingPng(), 'image/png');
  if (done) say(text('file.exported'));
}

const attempt = (work: () => Promise<void>) => (): void => {
  work().catch(tellError);
};

export const fileCommands: readonly Command[] = [
  { id: 'file.new', title: 'command.new', menu: 'file', keys: '$mod+Alt+n', run: () => unlessEdited(newDesign) },
  {
    id: 'file.open',
    title: 'command.open',
    menu: 'file',
    keys: '$mod+o',
    always: true,
    run: () => void openFile(),
  },
  {
    id: 'file.start',
    title: 'command.start',
    menu: 'file',
    enabled: drawn,
    run: () => unlessEdited(() => change({ screen: 'start', saved: get().history.document })),
  },
  {
    id: 'file.save',
    title: 'command.save',
    menu: 'file',
    startsSection: true,
    keys: '$mod+s',
    always: true,
    enabled: drawn,
    run: attempt(() => save()),
  },
  {
    id: 'file.saveAs',
    title: 'command.saveAs',
    menu: 'file',
    keys: '$mod+Shift+s',
    always: true,
    enabled: drawn,
    run: attempt(() => saveAs()),
  },
  { id: 'file.onnx', title: 'command.onnx', menu: 'file', startsSection: true, enabled: drawn, run: openExport },
  { id: 'file.svg', title: 'command.svg', menu: 'file', enabled: drawn, run: attempt(exportSvg) },
  { id: 'file.png', title: 'command.png', menu: 'file', enabled: drawn, run: attempt(exportPng) },
  {
    id: 'run.train',
    title: 'command.train',
    menu: 'run',
    keys: '$mod+r',
    enabled: (state) => drawn(state) && !isRunning(training.getState()),
    run: openSetup,
  },
  {
    id: 'run.stop',
    title: 'command.stop',
    menu: 'run',
    enabled: () => isRunning(training.getState()),
    run: stopTraining,
  },
];
