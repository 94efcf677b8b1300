import { direct } from './elementwise.ts';

export const globalAveragePool = direct('GlobalAveragePool');
