import { direct } from './elementwise.ts';

export const softmax = direct('Softmax', () => ({ axis: -1 }));
export const logSoftmax = direct('LogSoftmax', () => ({ axis: -1 }));
