import { afterEach, beforeEach, expect, test } from 'vitest';
import { inception } from '../../../engine/blocks/inception.ts';
import { argumentsLine, paramsLine } from '../../../renderer/canvas/card-line.ts';
import { designDescription, designParamText } from '../../../renderer/language/design-text.ts';
import { english, languageStore } from '../../../renderer/language/text.ts';
import { templateOf } from '../scene/scene-of.ts';

beforeEach(() => {
  const texts = { ...english.texts, 'line.units': '{count} 个单元', 'choice.fill.reflect': '镜像' };
  const engine = {
    code: 'zh',
    texts: {
      'layer.leakyRelu.slope.title': '斜率',
      'template.cifar_resnet.description': '残差网络',
      'template.cifar_resnet.filters.title': '滤波器',
      'block.convNormActivation.epsilon.title': '批归一化 ε',
    },
  };
  languageStore.setState({ code: 'zh', texts, engine } as never);
});
afterEach(() => languageStore.setState(english));

test('a design from the zoo speaks the language, whatever its depth, until somebody writes a text of their own', () => {
  for (const spec of ['cifar_resnet', 'cifar_resnet?depth=56']) {
    const document = templateOf(spec);
    expect(designDescription(document)).toBe('残差网络');
    expect(designParamText(document, 'filters', 'title', document.params['filters']!)).toBe('滤波器');
  }
  const { epsilon } = templateOf('googlenet').params;
  expect(designParamText(templateOf('googlenet'), 'epsilon', 'title', epsilon!)).toBe('批归一化 ε');
  const document = { ...templateOf('cifar_resnet'), description: 'Mine.' };
  expect(designDescription(document)).toBe('Mine.');
  expect(designParamText(document, 'filters', 'title', { ...document.params['filters']!, title: 'Wide' })).toBe('Wide');
  expect(designDescription({ ...document, name: 'mine' })).toBe('Mine.');
});

test('so does the line of a card', () => {
  expect(paramsLine('dense', { units: 1000 })).toBe('1,000 个单元');
  expect(paramsLine('pad', { fill: 'reflect', top: 1, left: 1, bottom: 1, right: 1 })).toBe('镜像 1');
  expect(paramsLine('pad', { fill: 'edge', top: 1, left: 0, bottom: 2, right: 1 })).toBe('Edge 1, 0, 2, 1');
  expect(paramsLine('resize', { scale: [2, 3], interpolation: 'nearest' })).toBe('× 2×3 · Nearest');
  // A parameter that says of itself that it is told on the card.
  expect(paramsLine('leakyRelu', { slope: 0.3 })).toBe('斜率 0.3');
  expect(paramsLine('hardSigmoid', { slope: 0.3 })).toBe('');
});

test('a block tells its widths by the titles of the inspector, in any language, and a bottleneck before its branch', () => {
  const widths = { f1: 64, f3r: 96, f3: 128, f5r: 16, f5: 32, fpool: 32 };
  const line = (given: Readonly<Record<string, number>>) =>
    argumentsLine('inception', inception.params, given, { ...widths, ...given });
  languageStore.setState(english);
  expect(line({ ...widths, largeKernel: 5 })).toBe('1×1 64 · 3×3 96→128 · 5×5 16→32 · Pool 32');
  expect(line({ f3r: 8, largeKernel: 3 })).toBe('3×3 bottleneck 8 · Large kernel 3');
  expect(argumentsLine('mine', {}, { width: 4, widthr: '=2' }, { width: 4, widthr: 2 })).toBe('width 2→4');
});
