import { afterEach, beforeEach, expect, test } from 'vitest';
import { inception } from '../../../engine/blocks/inception.ts';
import { argumentsLine, paramsLine } from '../../../renderer/canvas/card-line.ts';
import { designDescription, designParamText } from '../../../renderer/language/design-text.ts';
import { english, languageStore } from '../../../renderer/language/text.ts';
import { templateOf } from '../scene/scene-of.ts';

beforeEach(() => {
  const texts = { ...english.texts, 'line.units': '{count} 个单元' };
  const engine = {
    code: 'zh',
    texts: {
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
