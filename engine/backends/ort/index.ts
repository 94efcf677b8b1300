import type { Backend } from '../backend.ts';
import { devices } from './devices.ts';
import { compileInference } from './inference.ts';
import { roofline } from './roofline.ts';
import { compileTraining } from './training.ts';

/** ONNX Runtime's CPU provider. */
export const ortBackend: Backend = {
  name: 'ort',
  devices: async () => devices(),
  roofline,
  compileTraining,
  compileInference,
};
