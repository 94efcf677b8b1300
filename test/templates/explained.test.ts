import { describe, expect, test } from 'vitest';
import { type FieldStep, fieldSteps } from '../../engine/analyze/field-steps.ts';
import { type ShapeRule, type Side, shapeRule } from '../../engine/analyze/shape-rule.ts';
import type { Size } from '../../engine/layers/layer.ts';
import { templates } from '../../engine/templates/index.ts';
import { analyzeSpec } from './analyzed.ts';

const positions = ({ input, before, after, span, stride }: Side, ceil: boolean): number => {
  const room = (input + before + after - span) / stride;
  const count = (ceil ? Math.ceil(room) : Math.floor(room)) + 1;
  return ceil && (count - 1) * stride >= input + before ? count - 1 : count;
};

/** Channels, rows, columns as the rule computes them; what it does not say is taken from the type. */
function computed(rule: ShapeRule, dims: readonly number[]): readonly number[] {
  switch (rule.rule) {
    case 'window':
      return [dims[0]!, positions(rule.rows, rule.ceil), positions(rule.columns, rule.ceil)];
    case 'concat':
      return [rule.channels.reduce((a, b) => a + b, 0), ...dims.slice(1)];
    case 'flatten':
      return [rule.factors.reduce((a, b) => a * b, 1)];
    case 'pooled':
      return [dims[0]!, 1, 1];
    default:
      return dims;
  }
}

describe.each(Object.keys(templates).filter((name) => name !== 'cifar_resnet1202'))('%s', (name) => {
  const { analysis } = analyzeSpec(name);

  test('the arithmetic that is shown of every volume gives that volume', () => {
    const shown = analysis.nodes.map((node) => {
      const dims = node.type!.dims.slice(1).map(Number);
      return { path: node.node.path, dims, computed: computed(shapeRule(node)!, dims) };
    });
    expect(shown.filter((node) => node.computed.join() !== node.dims.join())).toEqual([]);
    // Nothing that joins passes as a mere setting.
    const joins = analysis.nodes.filter(({ node }) => node.kind === 'concat').map((node) => shapeRule(node)!.rule);
    expect(joins.filter((rule) => rule !== 'concat')).toEqual([]);
  });

  test('the recurrence that is shown of every receptive field ends at that field', () => {
    const wrong = analysis.nodes.filter(({ node, receptiveField }) => {
      const end = endOf(fieldSteps(analysis, node.path));
      return receptiveField === 'whole'
        ? end !== 'whole'
        : receptiveField !== null && String(receptiveField.size) !== end;
    });
    expect(wrong.map(({ node }) => node.path)).toEqual([]);
  });
});

/**
 * The field after the steps, as text; what is wrong where one does not begin where the last ended, or grows less than
 * it says.
 */
function endOf(steps: readonly FieldStep[]): string {
  let size: Size = [1, 1];
  for (const step of steps) {
    if (step.step === 'global') return 'whole';
    if (String(step.before) !== String(size)) return `${step.path} begins elsewhere`;
    if (step.step === 'window') {
      const { before, dilation, kernel, jump, after } = step;
      const grown = ([0, 1] as const).map((axis) => before[axis] + dilation[axis] * (kernel[axis] - 1) * jump[axis]);
      if (grown[0]! < after[0] || grown[1]! < after[1]) return `${step.path} grows by more`;
    }
    size = step.after;
  }
  return String(size);
}
