import { expect, test } from 'vitest';
import { templates } from '../../../engine/templates/index.ts';
import { templateSections } from '../../../engine/templates/sections.ts';
import { finds } from '../../../renderer/panels/template-search.ts';

const found = (sought: string): readonly string[] =>
  Object.values(templates)
    .filter(({ name, title }) => finds(sought, `${name} ${title}`))
    .map(({ name }) => name);

test('a template is found by what a word of its name or title begins with', () => {
  expect(found('vgg')).toEqual(['vgg16', 'vgg16_bn']);
  expect(found('lenet')).toEqual(['lenet5']);
  expect(found('ResNet-50')).toEqual(['resnet50']);
  expect(found('5x5')).toContain('course_5x5_direct');
  expect(found('no such net')).toEqual([]);
  expect(finds('池化', '卷积、池化各两次')).toBe(true);
});

test('every template stands in one section', () => {
  expect(Object.values(templateSections).flat().toSorted()).toEqual(Object.keys(templates).toSorted());
});
