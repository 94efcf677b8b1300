import { describe, expect, it } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { applyFix } from '../../engine/design/fix.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { analyzeDocument, texts } from './analyzed.ts';

describe('arguments', () => {
  it('reach the document', () => {
    const { document, problems } = buildTemplate(
      'template:cifar_resnet?depth=56&shortcut=projection&norm=none&activation=silu&init=xavier&classes=100&filters=24&zeroLast=true',
    );
    expect(problems).toEqual([]);
    const defaults = Object.fromEntries(Object.entries(document!.params).map(([name, param]) => [name, param.default]));
    expect(defaults).toEqual({
      depth: 56,
      classes: 100,
      filters: 24,
      norm: 'none',
      activation: 'silu',
      init: 'xavier',
      zeroLast: true,
      // Option B projects only where shapes change: the layer's `auto`.
      shortcut: 'auto',
    });
    expect(document!.name).toBe('cifar_resnet56');
  });

  it.each(['cifar_resnet', 'cifar_plain', 'cifar_preact_resnet'])('a number behind %s is its depth', (name) => {
    expect(buildTemplate(`template:${name}44`)).toEqual(buildTemplate(`${name}?depth=44`));
    expect(buildTemplate(`template:${name}44?classes=3`)).toEqual(buildTemplate(`${name}?depth=44&classes=3`));
  });

  it("win over a data set's, which win over the defaults", () => {
    const { document } = buildTemplate('resnet18?height=64&classes=5', {
      height: 28,
      width: 28,
      channels: 1,
      classes: 10,
    });
    expect(document!.nodes[0]).toEqual({ id: 'input', kind: 'input', params: { height: 64, width: 28, channels: 1 } });
    expect(document!.params['classes']?.default).toBe(5);
  });
});

describe('mistakes', () => {
  it.each([
    [
      'template:resnet5O',
      'template.unknown',
      'There is no template resnet5O. Did you mean resnet50? `layerloom templates` lists them all.',
    ],
    [
      'template:zzzzzzzzzz',
      'template.unknown',
      'There is no template zzzzzzzzzz. `layerloom templates` lists them all.',
    ],
    ['template:', 'template.unknown', 'There is no template . `layerloom templates` lists them all.'],
    [
      'template:constructor',
      'template.unknown',
      'There is no template constructor. `layerloom templates` lists them all.',
    ],
    [
      'template:plain34?norn=none',
      'template.unknownArgument',
      'The template plain34 has no argument norn; it takes height, width, channels, classes, filters, norm, bias, activation, init. Did you mean norm?',
    ],
    ['resnet50?variant=v2', 'template.badOption', 'variant cannot be "v2": choose one of v1.5, v1. Did you mean v1?'],
    ['resnet50?zeroLast=yes', 'template.badOption', 'zeroLast cannot be "yes": choose one of true, false.'],
    ['resnet50?classes=1', 'template.badInteger', 'classes cannot be "1": give a whole number from 2 to 100000.'],
    ['resnet50?classes=10.5', 'template.badInteger', 'classes cannot be "10.5": give a whole number from 2 to 100000.'],
    ['resnet50?classes', 'template.badInteger', 'classes cannot be "": give a whole number from 2 to 100000.'],
    ['googlenet?dropout=1', 'template.badNumber', 'dropout cannot be "1": give a number from 0 to 0.99.'],
    ['resnet50?classes=3&classes=4', 'template.argumentTwice', 'classes is given twice. Keep one of them.'],
    ['cifar_resnet20?depth=32', 'template.argumentTwice', 'depth is given twice. Keep one of them.'],
    ['cifar_resnet9999', 'template.badInteger', 'depth cannot be "9999": give a whole number from 8 to 1202.'],
    [
      'cifar_resnet18',
      'template.depth',
      'A depth of 18 is not 6n + 2 (a stem, three stages of n blocks of two layers, a dense layer). Use 14 or 20.',
    ],
    [
      'cifar_resnet?shortcut=identity',
      'template.badOption',
      'shortcut cannot be "identity": choose one of zeroPad, projection, everyProjection.',
    ],
  ])('%s', (spec, code, text) => {
    const { document, problems } = buildTemplate(spec);
    expect(document).toBeNull();
    expect(problems.map((p) => p.code)).toEqual([code]);
    expect(message(problems[0]!)).toBe(text);
  });

  it('are all told at once', () => {
    const { problems } = buildTemplate('resnet18?classes=x&norn=none');
    expect(problems.map((p) => p.field)).toEqual(['classes', 'norn']);
  });

  it("a data set's values are checked too", () => {
    expect(buildTemplate('resnet18', { classes: 1 }).problems.map((p) => p.code)).toEqual(['template.badInteger']);
  });

  it('an image that is too small comes with another template and a fix', () => {
    const { document, problems } = buildTemplate('inception_v3', { height: 28, width: 80 });
    expect(problems.map((p) => message(p))).toEqual([
      'Images of 28 × 80 are used up before they reach the head of inception_v3, which needs at least 75 on each side. Use larger images, or small_inception.',
    ]);
    const mended = applyFix(document!, problems[0]!.fixes[0]!, blocks);
    expect(mended.problems).toEqual([]);
    expect(mended.document.nodes[0]?.params).toMatchObject({ height: 75, width: 80 });
    expect(texts(analyzeDocument(mended.document).problems)).toEqual([]);
  });
});
