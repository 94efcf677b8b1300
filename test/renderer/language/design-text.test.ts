import { afterEach, beforeEach, expect, test } from 'vitest';
import { paramsLine } from '../../../renderer/canvas/card-line.ts';
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
