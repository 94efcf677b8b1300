import { arithmeticTexts } from './en/arithmetic.ts';
import { blockTexts } from './en/blocks.ts';
import { canvasTexts } from './en/canvas.ts';
import { choiceTexts } from './en/choices.ts';
import { commandTexts } from './en/commands.ts';
import { measureTexts } from './en/measures.ts';
import { panelTexts } from './en/panels.ts';
import { tourTexts } from './en/tour.ts';
import { workbenchTexts } from './en/workbench.ts';

/**
 * Every text of the window in English, the complete language, by key. Texts of problems, layers and templates are the
 * engine's.
 */
export const en = {
  ...canvasTexts,
  ...panelTexts,
  ...arithmeticTexts,
  ...blockTexts,
  ...choiceTexts,
  ...commandTexts,
  ...measureTexts,
  ...workbenchTexts,
  ...tourTexts,
} as const;
