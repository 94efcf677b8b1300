import { bound } from './hard-sigmoid.ts';
import { instead, near, type Rewrite } from './pattern.ts';

/** A ReLU whose result is cut at 6 apart from it. */
export const relu6: Rewrite = (node, upwards) => {
  if (node.op !== 'Clip' || !near(bound(node, 2, 'max', upwards), 6)) return null;
  const low = bound(node, 1, 'min', upwards);
  const relu = upwards.maker(node.inputs[0], 'Relu');
  return relu && (low === null || low <= 0) ? instead(node, 'Clip', relu.inputs[0]!, { min: 0, max: 6 }) : null;
};
