import { number } from '../attributes.ts';
import { lengthOf } from '../axes.ts';
import type { Lift } from '../index.ts';
import { refusal } from '../refusal.ts';

/**
 * Softmax or its logarithm over all numbers of an image, at the network's end: the classifier's own, which takes the
 * scores. Before opset 13 it goes over all axes from the given one on.
 */
export const softmax: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const isEnd = l.model.outputs.some(({ name }) => name === node.outputs[0]) && l.readers(node.outputs[0]!) === 1;
  const given = number(node, 'axis', l.model.opset < 13 ? 1 : -1);
  const axis = given < 0 ? given + x.axes.length : given;
  const over = l.model.opset < 13 ? x.axes.slice(axis) : [x.axes[axis] ?? []];
  const numbers = over.reduce((n, a) => n * lengthOf(a, x.layer.lengths), 1);
  const { C, H, W } = x.layer.lengths;
  if (!isEnd || numbers !== C * H * W) throw refusal(node, 'import.softmax');
  return x;
};
