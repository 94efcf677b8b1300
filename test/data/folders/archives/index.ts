import type { Archive } from './archive.ts';
import { medical } from './medical.ts';
import { nature } from './nature.ts';
import { scenes } from './scenes.ts';
import { symbols } from './symbols.ts';

export const archives: readonly Archive[] = [...medical, ...nature, ...symbols, ...scenes];
