import { arithmeticTexts } from './en/arithmetic.ts';
import { blockTexts } from './en/blocks.ts';
import { canvasTexts } from './en/canvas.ts';
import { commandTexts } from './en/commands.ts';
import { panelTexts } from './en/panels.ts';

/** Every text of the window in English, the complete language, by key. Texts of problems, layers and templates are the engine's. */
export const en = { ...canvasTexts, ...panelTexts, ...arithmeticTexts, ...blockTexts, ...commandTexts } as const;
