import { openDrawingExport } from '../state/drawing-export.ts';
import { openExport } from '../state/export-onnx.ts';
import { newDesign, openFile, save, saveAs, tellError, unlessEdited } from '../state/session.ts';
import { type AppState, change, get } from '../state/store.ts';
import { openSetup } from '../state/train-setup.ts';
import { isRunning, stopTraining, training } from '../state/training.ts';
import type { Command } from './command.ts';

const drawn = ({ screen }: AppState): boolean => screen === 'design';
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
  { id: 'file.svg', title: 'command.svg', menu: 'file', enabled: drawn, run: () => openDrawingExport('svg') },
  { id: 'file.png', title: 'command.png', menu: 'file', enabled: drawn, run: () => openDrawingExport('png') },
  { id: 'file.pdf', title: 'command.pdf', menu: 'file', enabled: drawn, run: () => openDrawingExport('pdf') },
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
