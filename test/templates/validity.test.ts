import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../engine/design/parse.ts';
import { smallestSide, templatesFor } from '../../engine/templates/adapt.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { templates } from '../../engine/templates/index.ts';
import type { Argument } from '../../engine/templates/template.ts';
import { analyzeSpec, texts } from './analyzed.ts';

const names = Object.keys(templates);

/** Values that stand for the argument's range: every option, both ends. */
function valuesOf(name: string, argument: Argument): readonly (string | number | boolean)[] {
  switch (argument.type) {
    case 'choice':
      return argument.options;
    case 'boolean':
      return [true, false];
    case 'int':
    case 'number':
      if (name === 'height' || name === 'width') return [75, 96, 113];
      if (name === 'depth') return [8, 14, 110];
      if (name === 'groups' || name === 'widthPerGroup') return [1, 2, 64];
      return argument.type === 'int' ? [argument.min, 3, 24].filter((v) => v >= argument.min) : [argument.min, 0.5];
  }
}

describe.each(names)('%s', (name) => {
  const template = templates[name]!;

  it('has no problem at its defaults', () => {
    expect(texts(analyzeSpec(name).problems)).toEqual([]);
  });

  it('has no problem at the ends of each argument', () => {
    for (const [argument, schema] of Object.entries<Argument>(template.args)) {
      for (const value of valuesOf(argument, schema)) {
        const spec = `${name}?${argument}=${value}`;
        expect({ spec, problems: texts(analyzeSpec(spec).problems) }).toEqual({ spec, problems: [] });
      }
    }
  });

  it('takes size, channels and classes from a data set, down to the smallest that it says it takes', () => {
    const smallest = smallestSide(template);
    const side = Math.max(28, smallest);
    const { analysis, problems } = analyzeSpec(name, { height: side, width: side, channels: 1, classes: 7 });
    expect(texts(problems)).toEqual([]);
    expect(analysis.byPath.get('input')?.type?.dims).toEqual(['N', 1, side, side]);
    expect(analysis.byPath.get('classifier')?.type?.dims).toEqual(['N', 7]);
    expect(texts(analyzeSpec(`${name}?height=${smallest}&width=${smallest}`).problems)).toEqual([]);
    if (smallest === 1) return;
    const below = analyzeSpec(`${name}?height=${smallest - 1}&width=${smallest - 1}`);
    const codes = below.problems.map((p) => p.code);
    expect(codes[0]).toBe('template.inputTooSmall');
    // Not only the template says so: its layers no longer fit.
    expect(codes.length).toBeGreaterThan(1);
  });

  it('is a document that can be saved and read back', () => {
    const { document } = buildTemplate(name);
    const read = parseDocument(JSON.stringify(document), `${name}.loom.json`);
    expect(texts(read.problems)).toEqual([]);
    expect(read.document).toEqual(document);
  });
});

it('holds under every combination of norm, initialiser, shortcut and zeroed branches', () => {
  for (const norm of ['batch', 'none'])
    for (const init of ['he', 'xavier', 'torch'])
      for (const shortcut of ['zeroPad', 'projection', 'everyProjection'])
        for (const zeroLast of [true, false])
          for (const name of ['cifar_resnet20', 'cifar_preact_resnet20', 'resnet50']) {
            const spec = `${name}?norm=${norm}&init=${init}&shortcut=${shortcut}&zeroLast=${zeroLast}`;
            const { analysis, problems } = analyzeSpec(spec);
            const normalizes = analysis.nodes.some((n) => 'gamma' in n.weights);
            expect({ spec, normalizes, problems: texts(problems) }).toEqual({
              spec,
              normalizes: norm === 'batch',
              problems: [],
            });
          }
});

it('builds a CIFAR ResNet of 1,202 layers', () => {
  const { analysis, problems } = analyzeSpec('cifar_resnet1202');
  expect(texts(problems)).toEqual([]);
  expect(analysis.nodes.filter((n) => n.node.kind === 'conv2d' || n.node.kind === 'dense')).toHaveLength(1202);
  // 19.4 M in He et al. 2015, table 6.
  expect(analysis.totals.params).toBe(19421274);
});

it('keeps the natural shapes of a deep network on small images', () => {
  const { analysis } = analyzeSpec('resnet18', { height: 28, width: 28, channels: 1, classes: 10 });
  const sizes = ['stem/conv', 'maxPool', 'stage1/1/add', 'stage2/1/add', 'stage3/1/add', 'stage4/1/add'].map((path) =>
    analysis.byPath.get(path)?.type?.dims.slice(2),
  );
  expect(sizes).toEqual([
    [14, 14],
    [7, 7],
    [7, 7],
    [4, 4],
    [2, 2],
    [1, 1],
  ]);
});

it('scales the width of Inception networks', () => {
  for (const name of ['googlenet', 'googlenet_torchvision', 'inception_v3']) {
    const halved = analyzeSpec(`${name}?multiplier=0.5`).analysis.totals.multiplies;
    const whole = analyzeSpec(name).analysis.totals.multiplies;
    // All but the first convolution and the dense layer shrink on both sides.
    expect(halved / whole).toBeGreaterThan(0.25);
    expect(halved / whole).toBeLessThan(0.3);
  }
});

it('leaves the auxiliary heads out where they are not wanted', () => {
  for (const name of ['googlenet', 'googlenet_torchvision', 'inception_v3']) {
    const without = analyzeSpec(`${name}?auxiliaries=false`).analysis;
    const withThem = analyzeSpec(name).analysis;
    expect(without.training).toEqual(without.totals);
    expect(without.totals).toEqual(withThem.totals);
    expect(withThem.training.params).toBeGreaterThan(without.training.params);
  }
});

describe('plain twins', () => {
  it.each([
    ['plain34', 'resnet34'],
    ['plain18', 'resnet18'],
    ['cifar_plain20', 'cifar_resnet20?shortcut=projection'],
  ])('%s has the layers of %s but its shortcuts', (plain, residual) => {
    const layers = (spec: string) =>
      analyzeSpec(spec)
        .analysis.nodes.filter((n) => n.parameters > 0 && n.node.kind !== 'shortcut')
        .map((n) => [n.node.path, n.parameters, n.multiplies]);
    expect(layers(plain)).toEqual(layers(residual));
    expect(analyzeSpec(plain).analysis.nodes.some((n) => n.node.kind === 'add')).toBe(false);
  });
});

describe('templates for a size of image', () => {
  const best = (height: number, width: number) => templatesFor({ height, width }).map((t) => t.name);

  it('puts those first that were made for it', () => {
    expect(best(28, 28)[0]).toBe('small_inception');
    expect(best(32, 32)[0]).toBe('cifar_resnet');
    expect(best(224, 256)[0]).toBe('resnet18');
    expect(best(299, 299)[0]).toBe('inception_v3');
  });

  it('leaves out those that the image is too small for, and worked examples', () => {
    expect(best(28, 28)).not.toContain('inception_v3');
    expect(best(28, 28)).not.toContain('googlenet');
    expect(best(75, 75)).toContain('inception_v3');
    expect(best(28, 28).some((name) => name.startsWith('course_'))).toBe(false);
  });
});
