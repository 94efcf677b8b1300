import { dialogs, type HelpPage } from '../panels/dialogs.ts';
import { leaveTour, openTour, restartTour, tour } from '../tour/tour.ts';
import type { Command } from './command.ts';

/** Opens the tour; where it is open already, goes to its card. */
function goToTour(): void {
  openTour();
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.tour-card')?.focus());
}

const help = (page: HelpPage) => () => dialogs.setState({ help: page });

/** Of the menu Help. */
export const helpCommands: readonly Command[] = [
  { id: 'help.keys', title: 'command.help', menu: 'help', keys: 'F1', always: true, run: help('keys') },
  { id: 'help.shortcuts', title: 'command.shortcuts', menu: 'help', keys: 'Shift+?', run: help('keys') },
  { id: 'help.colours', title: 'command.colours', menu: 'help', run: help('colours') },
  { id: 'help.tour', title: 'command.tour', menu: 'help', startsSection: true, run: goToTour },
  { id: 'help.restartTour', title: 'command.restartTour', menu: 'help', run: restartTour },
  {
    id: 'help.leaveTour',
    title: 'command.leaveTour',
    menu: 'help',
    enabled: () => tour.getState().open,
    run: leaveTour,
  },
  { id: 'help.about', title: 'command.about', menu: 'help', startsSection: true, run: help('about') },
];
