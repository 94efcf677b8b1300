import { gradients } from '../state/gradients.ts';
import { type Overlay, overlayStore, showOverlay } from '../state/overlay.ts';
import { cancelProfile, profile, profileStore } from '../state/profile.ts';
import { tellError } from '../state/session.ts';
import { change, get } from '../state/store.ts';
import { openTest } from '../state/test-run.ts';
import { openTry } from '../state/try-image.ts';
import type { Command } from './command.ts';

const overlay = (name: Overlay, title: Command['title'], there: () => boolean): Command => ({
  id: `view.${name}`,
  title,
  menu: 'view',
  enabled: there,
  checked: () => overlayStore.getState().overlay === name,
  run: () => showOverlay(name),
});

export const measureCommands: readonly Command[] = [
  {
    id: 'run.profile',
    title: 'command.profile',
    menu: 'run',
    startsSection: true,
    keys: '$mod+Shift+p',
    enabled: ({ screen }) => screen === 'design' && profileStore.getState().progress === null,
    run: () => void profile(),
  },
  {
    id: 'run.cancelProfile',
    title: 'command.cancelProfile',
    menu: 'run',
    enabled: () => profileStore.getState().progress !== null,
    run: cancelProfile,
  },
  {
    id: 'run.test',
    title: 'command.test',
    menu: 'run',
    startsSection: true,
    run: () => void openTest().catch(tellError),
  },
  { id: 'run.try', title: 'command.try', menu: 'run', run: () => void openTry().catch(tellError) },
  {
    id: 'view.profile',
    title: 'profile.tab',
    menu: 'view',
    startsSection: true,
    run: () => change({ panel: get().panel === 'profile' ? null : 'profile' }),
  },
  {
    id: 'view.gradientChart',
    title: 'gradient.tab',
    menu: 'view',
    run: () => change({ panel: get().panel === 'gradients' ? null : 'gradients' }),
  },
  { ...overlay('predicted', 'overlay.showPredicted', () => true), startsSection: true },
  overlay('measured', 'overlay.showMeasured', () => profileStore.getState().measured !== null),
  overlay('gradients', 'overlay.showGradients', () => gradients.getState().report !== null),
];
