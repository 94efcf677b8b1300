import type { Archive } from '../archives/archive.ts';
import { classes } from './classes.ts';
import { parts } from './parts.ts';

export const homemade: readonly Archive[] = [...parts, ...classes];
