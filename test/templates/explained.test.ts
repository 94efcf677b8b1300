import { describe, expect, test } from 'vitest';
import { fieldSteps } from '../../engine/analyze/field-steps.ts';
import { type ShapeRule, type Side, shapeRule } from '../../engine/analyze/shape-rule.ts';
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
    for (const node of analysis.nodes) {
      const rule = shapeRule(node)!;
      const dims = node.type!.dims.slice(1).map(Number);
      expect(computed(rule, dims), node.node.path).toEqual(dims);
      // Nothing that slides, joins or lays out passes as a mere setting.
      if (node.node.kind === 'concat') expect(rule.rule).toBe('concat');
    }
  });

  test('the recurrence that is shown of every receptive field ends at that field', () => {
    for (const { node, receptiveField } of analysis.nodes) {
      const steps = fieldSteps(analysis, node.path);
      let size = [1, 1];
      for (const step of steps) {
        if (step.step === 'global') continue;
        expect(step.before, `${node.path} at ${step.path}`).toEqual(size);
        if (step.step === 'window') {
          const grown = [0, 1].map((i) => size[i]! + step.dilation[i]! * (step.kernel[i]! - 1) * step.jump[i]!);
          expect(grown[0]).toBeGreaterThanOrEqual(step.after[0]);
          expect(grown[1]).toBeGreaterThanOrEqual(step.after[1]);
        }
        size = [...step.after];
      }
      if (receptiveField !== null && receptiveField !== 'whole') expect(size, node.path).toEqual(receptiveField.size);
      if (receptiveField === 'whole') expect(steps.some(({ step }) => step === 'global')).toBe(true);
    }
  });
});
