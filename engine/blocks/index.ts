import type { BlockDefinition } from '../design/document.ts';
import { googlenetAuxiliary, inceptionV3Auxiliary } from './auxiliary.ts';
import { basicResidual } from './basic-residual.ts';
import { bottleneckResidual } from './bottleneck-residual.ts';
import { convNormActivation } from './conv-norm-activation.ts';
import { denseLayer, denseTransition } from './dense-layer.ts';
import { fire } from './fire.ts';
import { inception, naiveInception } from './inception.ts';
import { inceptionV3A, inceptionV3B, inceptionV3C, inceptionV3D, inceptionV3E } from './inception-v3.ts';
import { invertedResidual } from './inverted-residual.ts';
import { mlpconv } from './mlpconv.ts';
import { plainBlock } from './plain-block.ts';
import { preActivationResidual } from './pre-activation-residual.ts';
import { resnextResidual } from './resnext-residual.ts';
import { seResidual } from './se-residual.ts';
import { squeezeExcitation } from './squeeze-excitation.ts';
import { plainStage, resnetStage } from './stages.ts';

/** Built-in composites by the name that `block:<name>` gives; in the same format as a user's own. */
export const blocks = {
  convNormActivation,
  basicResidual,
  bottleneckResidual,
  resnextResidual,
  preActivationResidual,
  squeezeExcitation,
  seResidual,
  resnetStage,
  plainBlock,
  plainStage,
  inception,
  naiveInception,
  inceptionV3A,
  inceptionV3B,
  inceptionV3C,
  inceptionV3D,
  inceptionV3E,
  googlenetAuxiliary,
  inceptionV3Auxiliary,
  mlpconv,
  fire,
  invertedResidual,
  denseLayer,
  denseTransition,
} as const satisfies Readonly<Record<string, BlockDefinition>>;

export type BlockName = keyof typeof blocks;
