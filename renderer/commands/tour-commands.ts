import { leaveTour, openTour, restartTour, tour } from '../tour/tour.ts';
import type { Command } from './command.ts';

/** Opens the tour; where it is open already, goes to its card. */
function goToTour(): void {
  openTour();
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.tour-card')?.focus());
}

export const tourCommands: readonly Command[] = [
  { id: 'help.tour', title: 'command.tour', menu: 'help', keys: 'F1', always: true, run: goToTour },
  { id: 'help.restartTour', title: 'command.restartTour', menu: 'help', run: restartTour },
  {
    id: 'help.leaveTour',
    title: 'command.leaveTour',
    menu: 'help',
    enabled: () => tour.getState().open,
    run: leaveTour,
  },
];
