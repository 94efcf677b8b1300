import type { ForeignNode } from '../foreign.ts';
import { instead, near, type Rewrite, type Upwards } from './pattern.ts';

const SIXTH = { alpha: 1 / 6, beta: 0.5 };

/** clip(x + 3, 0, 6) / 6, or times 1/6: what exporters wrote before there was HardSigmoid. */
export const hardSigmoid: Rewrite = (node, upwards) => {
  const outer = node.op === 'Div' || node.op === 'Mul' ? upwards.withScalar(node) : null;
  if (!outer || !near(outer.scalar, node.op === 'Div' ? 6 : 1 / 6)) return null;
  const tensor = shiftedSix(outer.tensor, upwards);
  return tensor === null ? null : instead(node, 'HardSigmoid', tensor, SIXTH);
};

/** x of clip(x + 3, 0, 6). */
export function shiftedSix(tensor: string, upwards: Upwards): string | null {
  const clip = upwards.maker(tensor, 'Clip');
  if (!clip || !near(bound(clip, 1, 'min', upwards), 0) || !near(bound(clip, 2, 'max', upwards), 6)) return null;
  const sum = upwards.withScalar(upwards.maker(clip.inputs[0], 'Add'));
  return sum && near(sum.scalar, 3) ? sum.tensor : null;
}

/** A bound of a Clip, attribute or input; null where it has none. */
export function bound(clip: ForeignNode, index: number, name: string, upwards: Upwards): number | null {
  const given = clip.attributes[name];
  return typeof given === 'number' ? given : upwards.scalar(clip.inputs[index]);
}
