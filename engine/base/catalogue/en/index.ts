import { dataProblems } from './data.ts';
import { designFixes, designProblems } from './design.ts';
import { layerFixes, layerProblems } from './layers.ts';
import { trainProblems } from './train.ts';

/** English, the complete language: one file an area, merged here. */
export const en = {
  problems: { ...layerProblems, ...designProblems, ...dataProblems, ...trainProblems },
  fixes: { ...layerFixes, ...designFixes },
  texts: {},
} as const;
