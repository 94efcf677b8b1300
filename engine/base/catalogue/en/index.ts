import { analyzeFixes, analyzeProblems, analyzeTexts } from './analyze.ts';
import { dataProblems } from './data.ts';
import { designFixes, designProblems, designTexts } from './design.ts';
import { folderFixes, folderProblems } from './folders.ts';
import { layerFixes, layerProblems } from './layers.ts';
import { onnxProblems } from './onnx.ts';
import { runTexts } from './runs.ts';
import { shellProblems, shellTexts } from './shell.ts';
import { templateFixes, templateProblems } from './templates.ts';
import { terminalTexts } from './terminal.ts';
import { trainFixes, trainProblems } from './train.ts';

/** English, the complete language: one file an area, merged here. */
export const en = {
  problems: {
    ...layerProblems,
    ...analyzeProblems,
    ...designProblems,
    ...templateProblems,
    ...dataProblems,
    ...folderProblems,
    ...trainProblems,
    ...onnxProblems,
    ...shellProblems,
  },
  fixes: { ...layerFixes, ...analyzeFixes, ...designFixes, ...templateFixes, ...folderFixes, ...trainFixes },
  texts: { ...analyzeTexts, ...designTexts, ...runTexts, ...shellTexts, ...terminalTexts },
} as const;
